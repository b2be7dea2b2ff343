import type { ChatSetUp } from '#contract/channels.ts'
import { Invalid } from '#server/platform/errors.ts'
import { promisesIn } from '#server/platform/words-that-promise.ts'

/**
 * Refuses words that would promise visitors what nobody keeps (E46, TEL-1): hours and delays come from the calendar, which
 * the chat tells by itself, and nobody is sent to a dear number.
 */
export function requireNoPromise({ welcome, away, notice, proactive, preChat }: Partial<ChatSetUp>): void {
  const said = [
    welcome,
    away,
    notice,
    ...(proactive ?? []).map(({ text }) => text),
    ...(preChat ?? []).map(({ labelFr, labelEn }) => ({ fr: labelFr, en: labelEn })),
  ]
  for (const text of said)
    for (const language of ['fr', 'en'] as const) {
      const { always, delay, hours, dearNumber } = promisesIn(text?.[language] ?? '', language)
      const promise = always ?? hours ?? delay
      if (promise) throw new Invalid('chat.words_promise', { words: promise })
      if (dearNumber) throw new Invalid('chat.words_dear', { words: dearNumber })
    }
}
