import { type CommandId, commands, type Scope } from './catalogue.ts'
import { isSingleCharacter, matches, type Press, parseKeys, type Stroke } from './strokes.ts'

export interface KeyPreferences {
  /** Single letters may be turned off: someone dictating "reset" must not close a conversation. */
  singleKeys: boolean
  /** Command → key chosen instead of the first assignment. */
  keys: Readonly<Record<string, string>>
}

export interface Handler {
  run: () => void
  /** Why it cannot be done now; said instead of doing it. */
  refused?: string | undefined
}

/** What surrounds the focus at the moment of a press. */
export interface Place {
  /** In a field, a menu or a list box: letters are text there. */
  writing: boolean
  /** A dialog is open: what is under it must not react. */
  inDialog: boolean
  /** Scopes whose element holds the focus. */
  scopes: readonly Scope[]
}

export interface KeyboardParts {
  isMac: boolean
  preferences: KeyPreferences
  /** Says a refusal to the person. */
  refuse: (reason: string) => void
  now: () => number
}

/** How long the second stroke of `g d` is awaited. */
const sequenceMilliseconds = 1500

/** How long what is typed is kept for a field that is still to come. */
const fieldComesMs = 3000

/** Decides what a key press means; knows nothing of the page, so that it can be tested as a table. */
export function createKeyboard(parts: KeyboardParts) {
  let { preferences } = parts
  const handlers = new Map<CommandId, Handler[]>()
  const listeners = new Set<() => void>()
  let pending: { stroke: string; until: number } | undefined
  /** A field was asked for: what is typed meanwhile is for it, and means nothing else. */
  let awaited: { until: number; held: string[] } | undefined

  const changed = () => {
    for (const listener of listeners) listener()
  }

  const setPending = (next: typeof pending) => {
    if (pending?.stroke === next?.stroke) {
      pending = next
      return
    }
    pending = next
    changed()
  }

  const keysOf = (id: CommandId): readonly string[] => {
    const chosen = preferences.keys[id]
    const keys = chosen ? [chosen] : commands.find(command => command.id === id)!.keys
    return preferences.singleKeys ? keys : keys.filter(key => !isSingleCharacter(key))
  }

  const handlerOf = (id: CommandId): Handler | undefined => handlers.get(id)?.at(-1)

  const mayAct = (strokes: Stroke[], command: (typeof commands)[number], place: Place): boolean => {
    const plain = strokes.every(stroke => stroke.key.length === 1 && !stroke.mod)
    if (command.needsFocus) return place.scopes.includes(command.scope)
    if (plain && place.writing) return false
    if (place.inDialog) return command.scope === 'anywhere' && !plain
    return true
  }

  return {
    /** Acts on a press; true when it meant something, and then the browser must not act on it too. */
    press: (press: Press, place: Place): boolean => {
      if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(press.key)) return false
      if (awaited && (parts.now() >= awaited.until || !isForField(press))) awaited = undefined
      if (awaited && !place.writing) {
        awaited.held.push(press.key)
        return true
      }
      const first = pending && parts.now() < pending.until ? pending.stroke : undefined
      setPending(undefined)
      for (const command of commands) {
        if (command.shownOnly) continue
        for (const text of keysOf(command.id)) {
          const strokes = parseKeys(text)
          const stroke =
            first && strokes.length === 2 && text.startsWith(`${first} `) ? strokes[1] : undefined
          const alone = !first && strokes.length === 1 ? strokes[0] : undefined
          const wanted = stroke ?? alone
          if (!wanted || !matches(press, wanted, parts.isMac) || !mayAct(strokes, command, place)) continue
          const handler = handlerOf(command.id)
          if (!handler) continue
          if (handler.refused) parts.refuse(handler.refused)
          else {
            // Before it runs: the field may have the focus at once.
            if (command.opensField) awaited = { until: parts.now() + fieldComesMs, held: [] }
            handler.run()
          }
          return true
        }
      }
      if (first || place.writing || place.inDialog) return first !== undefined && press.key.length === 1
      const opening = commands
        .filter(command => handlerOf(command.id))
        .flatMap(command => keysOf(command.id))
        .map(parseKeys)
        .find(strokes => strokes.length === 2 && matches(press, strokes[0]!, parts.isMac))
      if (!opening) return false
      setPending({ stroke: opening[0]!.key, until: parts.now() + sequenceMilliseconds })
      return true
    },
    /** Says what a command does from now on; the last one to say so wins until it withdraws. */
    handle: (id: CommandId, handler: Handler): (() => void) => {
      handlers.set(id, [...(handlers.get(id) ?? []), handler])
      changed()
      return () => {
        handlers.set(id, handlers.get(id)?.filter(known => known !== handler) ?? [])
        changed()
      }
    },
    /** A field has the focus: gives the keys that were pressed for it before it was there. */
    fieldCame: (): string[] => {
      const held = awaited?.held ?? []
      awaited = undefined
      return held
    },
    handlerOf,
    keysOf,
    /** First stroke of a sequence being typed, to show what may follow. */
    pending: () => pending?.stroke,
    /** Begins anew: Escape was pressed. */
    forgetPending: () => {
      setPending(undefined)
      awaited = undefined
    },
    prefer: (next: KeyPreferences) => {
      preferences = next
      changed()
    },
    preferences: () => preferences,
    isMac: parts.isMac,
    onChange: (listener: () => void): (() => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

/** Text, and what a field or a list does with a line: the rest means elsewhere. */
const isForField = ({ key, ctrlKey, metaKey, altGraph, isComposing }: Press): boolean =>
  !isComposing &&
  (altGraph || !(ctrlKey || metaKey)) &&
  (key.length === 1 || /^(Enter|Arrow\w+|Backspace)$/.test(key))

export type Keyboard = ReturnType<typeof createKeyboard>
