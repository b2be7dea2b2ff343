import type { DateTime } from 'luxon'
import { type DemoPerson, people } from './people.ts'

/** What somebody of the shop does for a while. */
export type Doing = 'work' | 'break' | 'meeting'

/** A stretch of somebody's day, in milliseconds of the clock. */
export interface Stretch {
  doing: Doing
  from: number
  until: number
}

const minuteMs = 60_000
/** Days of the people who answer, in minutes, again and again: whenever somebody looks, somebody is there. */
const atDesk: readonly (readonly [Doing, number])[] = [
  ['work', 95],
  ['break', 15],
  ['work', 75],
  ['meeting', 35],
]
const onPhone: readonly (readonly [Doing, number])[] = [
  ['work', 60],
  ['break', 10],
  ['work', 50],
  ['break', 10],
  ['work', 45],
  ['meeting', 20],
]
/** On leave: nobody is there of a team that is always whole. */
const onLeave = new Set(['theo.delattre', 'olivier.teixeira', 'rui.almeida', 'aminata.diallo'])
/** Apart enough that breaks of colleagues seldom fall together. */
const apartMinutes = 41

/** Those who answer customers and those who lead them, but for who is on leave. */
export const workers = people.filter(
  ({ key, role }) => (role === 'adviser' || role === 'partner' || role === 'supervisor') && !onLeave.has(key),
)

/** Those of them whom nobody may enter as: they have a day of their own. */
export const colleagues = workers.filter(worker => people.find(({ role }) => role === worker.role) !== worker)

/** What their profiles let them be offered: nobody would answer. */
export const nothingOffered = { chat: 0, email: 0, form: 0 }

const placeOf = new Map(colleagues.map(({ key }, index) => [key, index]))
const isOnPhone = new Map(colleagues.map(({ key, teams }) => [key, teams.includes('phone')]))

/** What a colleague does at an instant, since when and until when; the same every time that it is asked. */
export function stretchAt(key: string, at: number): Stretch {
  const day = isOnPhone.get(key) ? onPhone : atDesk
  const lengthMs = day.reduce((sum, [, minutes]) => sum + minutes, 0) * minuteMs
  const begun = at - ((at + (placeOf.get(key) ?? 0) * apartMinutes * minuteMs) % lengthMs)
  let from = begun
  for (const [doing, minutes] of day) {
    const until = from + minutes * minuteMs
    if (at < until) return { doing, from, until }
    from = until
  }
  throw new RangeError('a day is as long as its stretches')
}

/** The stretches of a colleague between two instants, the one that has begun already included. */
export function stretchesBetween(key: string, from: number, to: number): Stretch[] {
  const found: Stretch[] = []
  for (let at = from; at <= to; ) {
    const stretch = stretchAt(key, at)
    found.push(stretch)
    at = stretch.until
  }
  return found
}

/** What somebody did on a day that is over, as it began: staggered, with a meal, until they went; nothing on days off. */
export function dayOf(key: string, day: DateTime): { doing: Doing | 'away'; from: number }[] {
  const place = workers.findIndex(worker => worker.key === key)
  const isSaturday = day.weekday === 6
  if (day.weekday === 7 || (isSaturday && (place + day.weekNumber) % 2 === 0)) return []
  const at = (minutes: number) => day.set({ hour: 0 }).plus({ minutes }).toMillis()
  const begun = at((isSaturday ? 9 * 60 : 8 * 60 + 30) + (place % 4) * 12)
  const ended = at((isSaturday ? 17 * 60 : 17 * 60 + 30) + (place % 5) * 15)
  const meal = { from: at(12 * 60 + (place % 3) * 30), until: at(12 * 60 + 50 + (place % 3) * 30) }
  const stretches = [
    ...stretchesBetween(key, begun, meal.from - 1),
    { doing: 'break' as const, from: meal.from },
    ...stretchesBetween(key, meal.until, ended - 1).map(stretch => ({
      ...stretch,
      from: Math.max(stretch.from, meal.until),
    })),
    { doing: 'away' as const, from: ended },
  ]
  return stretches
    .map(({ doing, from }) => ({ doing, from: Math.max(from, begun) }))
    .filter(({ doing }, index) => doing !== stretches[index - 1]?.doing)
}

/** What somebody says of themselves while they do something. */
export function doingAs(
  doing: Doing,
  { language, teams }: Pick<DemoPerson, 'language' | 'teams'>,
  hasWork = !teams.includes('phone'),
): { status: 'available' | 'busy' | 'break'; reason: string | null } {
  const say = (fr: string, en: string) => (language === 'en' ? en : fr)
  if (doing === 'break') return { status: 'break', reason: null }
  if (doing === 'meeting') return { status: 'busy', reason: say('Point d’équipe', 'Team meeting') }
  if (hasWork) return { status: 'available', reason: null }
  return {
    status: 'busy',
    reason: teams.includes('phone')
      ? say('Au téléphone', 'On the phone')
      : say('Formation produits', 'Product training'),
  }
}
