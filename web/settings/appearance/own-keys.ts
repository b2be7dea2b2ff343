import { type CommandId, commands } from '../../keyboard/catalogue.ts'
import { clashes, isAllowedKey, isSingleCharacter } from '../../keyboard/strokes.ts'

/** Commands answered by letters, whose letters a person may choose. */
export const ownCommands = commands.filter(
  command => !command.shownOnly && command.keys.length > 0 && command.keys.every(isSingleCharacter),
)

/** What somebody types for a key, as the catalogue writes it: " GD " is "g d". */
export function readKeys(text: string): string {
  return [...text.toLowerCase().replaceAll(/\s/g, '')].join(' ')
}

export type KeyFault = { kind: 'notAllowed' } | { kind: 'taken'; by: CommandId }

/** What is wrong with the keys somebody chose, by command; an empty choice is the first assignment. */
export function keyFaults(chosen: Readonly<Record<string, string>>): Map<CommandId, KeyFault> {
  const faults = new Map<CommandId, KeyFault>()
  const effective = commands
    .filter(command => !command.shownOnly)
    .map(command => {
      const own = chosen[command.id]
      return { id: command.id, scope: command.scope, keys: own ? [own] : command.keys }
    })
  for (const { id } of ownCommands) {
    const own = chosen[id]
    if (own && !isAllowedKey(own)) faults.set(id, { kind: 'notAllowed' })
  }
  for (const [first, second] of clashes(effective) as [CommandId, CommandId][]) {
    // The one that was changed is at fault, not the one that kept its key.
    const [changed, other] = chosen[second] ? [second, first] : [first, second]
    if (!faults.has(changed)) faults.set(changed, { kind: 'taken', by: other })
  }
  return faults
}

/** What is kept: only the keys that are not the first assignment. */
export function keptKeys(chosen: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    ownCommands.flatMap(({ id, keys }) => {
      const own = chosen[id]
      return own && own !== keys[0] ? [[id, own]] : []
    }),
  )
}
