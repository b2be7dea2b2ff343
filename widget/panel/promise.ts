import type { ChatSettings } from '../../contract/chat.ts'
import { isOpenAt } from '../loader/proactive.ts'
import type { When } from '../state/when.ts'
import { fill } from '../words/fill.ts'

export const isOpenNow = (settings: ChatSettings, now: number): boolean => isOpenAt(settings, now)

/** The hours as they are true now, in the visitor's own time: "Open until 18:00", "Closed. We open tomorrow at 9:00". */
export function hoursSentence(
  settings: ChatSettings,
  words: Record<string, string>,
  when: When,
  now: number,
): string {
  const { closesAt, nextOpeningAt } = settings.hours
  if (isOpenAt(settings, now)) {
    return closesAt && Date.parse(closesAt) > now
      ? fill(words, 'openUntil', { time: when.time(closesAt) })
      : fill(words, 'openNow')
  }
  return nextOpeningAt && Date.parse(nextOpeningAt) > now
    ? fill(words, 'closedUntil', { moment: when.moment(nextOpeningAt, now) })
    : fill(words, 'closedNow')
}
