import type { Outbox } from '../state/outbox.ts'
import { restored } from '../state/outbox.ts'
import type { Opinion } from './opinion.ts'

/** What this tab remembers of a conversation, once the visitor has begun one. */
export interface Kept {
  token?: string
  outbox: Outbox
  /** What is being written. */
  draft: string
  /** What was answered to the question at the end. */
  opinion?: Opinion
  /** Answers given before the first message. */
  fields?: Record<string, string>
  /** The visitor turned the sound off. */
  isQuiet?: boolean
}

/**
 * Kept in the tab and gone with it; where the page said that its visitor agrees, the way back into the conversation also
 * survives the visit. Nothing is written before the visitor's click, because nothing calls `keep` before.
 */
export function createMemory(key: string, hasConsent: () => boolean) {
  const name = `boucle:${key}`
  return {
    recall(): Kept {
      const kept = read(sessionStorageOf, name)
      const back = read(localStorageOf, name)
      return {
        ...kept,
        ...((kept.token ?? back.token) && { token: kept.token ?? back.token }),
        outbox: restored(kept.outbox ?? []),
        draft: kept.draft ?? '',
      }
    },
    keep(kept: Kept): void {
      write(sessionStorageOf, name, kept)
      if (hasConsent() && kept.token) write(localStorageOf, name, { token: kept.token })
    },
    forget(): void {
      for (const storage of [sessionStorageOf, localStorageOf]) write(storage, name, undefined)
    },
  }
}

// Where storage is refused, already naming it throws: the conversation then lasts as long as the page.
const sessionStorageOf = () => sessionStorage
const localStorageOf = () => localStorage

function read(storage: () => Storage, name: string): Partial<Kept> {
  try {
    return (JSON.parse(storage().getItem(name) ?? '{}') ?? {}) as Partial<Kept>
  } catch {
    return {}
  }
}

function write(storage: () => Storage, name: string, kept: object | undefined): void {
  try {
    if (kept) storage().setItem(name, JSON.stringify(kept))
    else storage().removeItem(name)
  } catch {
    // Refused or full: the page goes on without.
  }
}
