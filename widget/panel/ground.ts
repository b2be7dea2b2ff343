import type { Bridge } from '../loader/bridge.ts'
import { fill } from '../words/fill.ts'
import { createMemory } from './memory.ts'
import { createServer } from './server.ts'
import type { View } from './view.ts'

/** What every part of the conversation stands on: what is shown, what is kept, the way to the server. */
export type Ground = ReturnType<typeof createGround>

export interface Attention {
  ring(): void
  count(unread: number): void
}

export function createGround(bridge: Bridge, view: View, draw: () => void, attention: Attention) {
  const memory = createMemory(bridge.key, bridge.hasConsent)
  const kept = memory.recall()
  /** The session, once there is one. */
  const way: { token: string | undefined } = { token: kept.token }
  const ground = Object.assign(way, {
    bridge,
    view,
    attention,
    /** Answers given before the first message. */
    fields: kept.fields,
    /** The visitor has said something, so there is something to remember. */
    hasBegun: kept.token !== undefined || kept.outbox.length > 0,
    server: createServer(`${bridge.server}/widget/v1/${bridge.key}`, () => ({
      token: way.token,
      language: view.language,
    })),
    say: (key: string, values?: Record<string, string | number>) => fill(view.words, key, values),
    show(change: Partial<View>) {
      Object.assign(view, change)
      draw()
    },
    keep() {
      const { token, fields } = ground
      const { outbox, draft, opinion, hasSound } = view
      const isQuiet = !hasSound
      memory.keep({
        ...(token && { token }),
        outbox,
        draft,
        ...(opinion && { opinion }),
        ...(fields && { fields }),
        ...(isQuiet && { isQuiet }),
      })
    },
    forget() {
      ground.token = undefined
      ground.fields = undefined
      ground.hasBegun = false
      memory.forget()
    },
    count(unread: number) {
      bridge.setUnread(unread)
      attention.count(unread)
    },
  })
  Object.assign(view, {
    outbox: kept.outbox,
    draft: kept.draft,
    opinion: kept.opinion,
    hasSound: !kept.isQuiet,
  })
  return ground
}
