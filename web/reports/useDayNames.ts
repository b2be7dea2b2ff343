import { useFormat } from '../ui/useFormat.ts'
import { midnightOf } from './period.ts'

/** Names the days of the workspace's place: briefly under a bar, with their weekday in a sentence. */
export function useDayNames() {
  const format = useFormat()
  const at = (day: string) => midnightOf(day, format.timeZone)
  return {
    short: (day: string) => format.shortDay(at(day)),
    long: (day: string) => `${format.weekday(at(day))} ${format.shortDay(at(day))}`,
  }
}
