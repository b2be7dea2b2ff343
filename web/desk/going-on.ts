import type { Preferences } from '../../contract/workspaces.ts'

/** Acts after which one is done with a conversation, or may be. */
export type EndingAct = 'reply' | 'close' | 'snooze'

const preferenceOf = { reply: 'afterReply', close: 'afterClose', snooze: 'afterSnooze' } as const

/** Where somebody wants to be after an act. */
export function goOnOf(
  act: EndingAct,
  preferences: Pick<Preferences, 'afterReply' | 'afterClose' | 'afterSnooze'>,
): 'stay' | 'next' | 'list' {
  return preferences[preferenceOf[act]]
}

/** The act that ends the sending of a message; undefined when one stays whatever one prefers. */
export function endingOf(sent: {
  kind: 'reply' | 'note'
  closes: boolean
  sleeps: boolean
  isChat: boolean
}): EndingAct | undefined {
  if (sent.kind === 'note') return undefined
  if (sent.closes) return 'close'
  if (sent.sleeps) return 'snooze'
  // Whoever talks is not left in the middle of it.
  return sent.isChat ? undefined : 'reply'
}
