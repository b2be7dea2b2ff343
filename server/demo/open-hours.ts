import type { DemoDay } from './seasons.ts'

/** Open time of the care centre: Monday to Friday 8:30 to 19:00, Saturday 9:00 to 18:00. */
export type OpenHours = {
  /** The instant some open minutes later. */
  after(fromMs: number, minutes: number): number
  /** Open minutes between two instants. */
  between(fromMs: number, toMs: number): number
}

const dayMs = 86_400_000
const minuteMs = 60_000

/** Reckons in the open time of the days given, which must cover every instant asked about. */
export function createOpenHours(days: readonly DemoDay[]): OpenHours {
  const spans = days.flatMap(day => {
    if (day.weekday === 7) return []
    const [open, close] = day.weekday === 6 ? [9, 18] : [8.5, 19]
    return [{ from: day.startMs + open * 60 * minuteMs, to: day.startMs + close * 60 * minuteMs }]
  })
  const firstMs = days[0]!.startMs

  /** The first span that is not over at an instant. */
  const indexAt = (atMs: number) => {
    let index = Math.max(0, Math.min(spans.length, Math.floor(((atMs - firstMs) / dayMs) * (6 / 7)) - 2))
    while (index < spans.length && spans[index]!.to <= atMs) index++
    return index
  }

  return {
    after(fromMs, minutes) {
      let left = minutes * minuteMs
      for (let index = indexAt(fromMs); index < spans.length; index++) {
        const start = Math.max(fromMs, spans[index]!.from)
        if (start + left <= spans[index]!.to) return Math.round(start + left)
        left -= spans[index]!.to - start
      }
      return Math.round(spans.at(-1)!.to + left)
    },
    between(fromMs, toMs) {
      let total = 0
      for (let index = indexAt(fromMs); index < spans.length && spans[index]!.from < toMs; index++)
        total += Math.min(toMs, spans[index]!.to) - Math.max(fromMs, spans[index]!.from)
      return total / minuteMs
    },
  }
}
