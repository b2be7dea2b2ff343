import {
  type Condition,
  type RuleAction,
  type RuleBody,
  type RuleConflict,
  setOnce,
} from '#contract/rules.ts'

interface Named {
  id: string
  name: string
  body: RuleBody
}

/** Rules, in their order, that can hold for one request and say otherwise. */
export function conflictsAmong(rules: readonly Named[]): RuleConflict[] {
  return rules.flatMap((first, index) =>
    rules.slice(index + 1).flatMap(second => {
      const about = setOnce.filter(act => saysOtherwise(act, first.body, second.body))
      return about.length > 0 && canHoldTogether(first.body, second.body)
        ? [{ first: nameOf(first), second: nameOf(second), about }]
        : []
    }),
  )
}

const nameOf = ({ id, name }: Named) => ({ id, name })

function saysOtherwise(act: (typeof setOnce)[number], one: RuleBody, other: RuleBody): boolean {
  const [here, there] = [saidOf(act, one), saidOf(act, other)]
  return here !== undefined && there !== undefined && here !== there
}

function saidOf(act: RuleAction['do'], { actions }: RuleBody): string | undefined {
  const said = actions.find(action => action.do === act)
  switch (said?.do) {
    case 'setReason':
      return said.reasonId
    case 'setPriority':
      return said.priority
    case 'setTeam':
      return said.teamId
    case 'reply':
      return said.cannedAnswerId
    default:
      return undefined
  }
}

/**
 * False only where it is certain that no request is of both: each asks another channel, language or hour, or one asks what
 * the other asks not to be. Everything else may happen, and is said.
 */
export function canHoldTogether(one: RuleBody, other: RuleBody): boolean {
  return !one.all.some(here => other.all.some(there => excludes(here, there)))
}

function excludes(here: Condition, there: Condition): boolean {
  const { not: turned, ...what } = here
  const { not: otherTurned, ...otherWhat } = there
  if (turned !== otherTurned) return JSON.stringify(what) === JSON.stringify(otherWhat)
  if (here.on === 'hours' && there.on === 'hours') return here.isOpen !== there.isOpen
  if (turned) return false
  if (
    (here.on === 'channel' && there.on === 'channel') ||
    (here.on === 'channelKind' && there.on === 'channelKind') ||
    (here.on === 'language' && there.on === 'language')
  )
    return !(here.is as string[]).some(value => (there.is as string[]).includes(value))
  return false
}
