import type { SignedIdentity } from '../../contract/chat.ts'
import type { PageEvents, Theme } from './bridge.ts'

/** What a page can ask of the widget; see docs/widget.md. */
export interface PageCommands {
  open(words?: string): void
  close(): void
  identify(identity: SignedIdentity | undefined): void
  locale(language: string): void
  theme(theme: Theme): void
  consent(given: boolean): void
  side(side: string): void
  /** Asked by the script itself, when a page has it again. */
  attach(): void
  hide(): void
  show(): void
}

export type PageApi = ReturnType<typeof createPageApi>

type Listener = (about: unknown) => void

/** `window.Boucle`: carries out what the page asked before the script was there, then what it asks. */
export function createPageApi(page: Window) {
  const listeners = new Map<string, Set<Listener>>()
  const waiting: unknown[][] = []
  let commands: PageCommands | undefined

  const run = ([name, ...values]: unknown[]): unknown => {
    if (name === 'on') return on(String(values[0]), values[1] as Listener)
    if (!commands) {
      waiting.push([name, ...values])
      return
    }
    const command = commands[name as keyof PageCommands] as ((...values: unknown[]) => void) | undefined
    // A page written for a later version must not break on this one.
    return command ? command(...values) : undefined
  }
  const on = (event: string, listener: Listener) => {
    const mine = listeners.get(event) ?? new Set()
    listeners.set(event, mine.add(listener))
    return () => mine.delete(listener)
  }

  const early = page.Boucle?.q ?? []
  page.Boucle = Object.assign((...values: [string, ...unknown[]]) => run(values), { isLoaded: true })
  for (const values of early) run([...values])

  return {
    emit<Name extends keyof PageEvents>(name: Name, about: PageEvents[Name]): void {
      for (const listener of listeners.get(name) ?? []) {
        try {
          listener(about)
        } catch (error) {
          // The page's own fault, shown as such, and no reason for us to stop.
          reportError(error)
        }
      }
    },
    answer(given: PageCommands): void {
      commands = given
      for (const values of waiting.splice(0)) run(values)
    },
  }
}
