import type { Format } from '../format.ts'

const month = 30 * 86_400_000

/** "il y a 5 h" while it is recent, the day once counting months would say less than naming it. */
export function ageOrDay(format: Pick<Format, 'age' | 'shortDay'>, at: string, now: Date): string {
  return now.getTime() - Date.parse(at) < month ? format.age(at, now) : format.shortDay(at, now)
}
