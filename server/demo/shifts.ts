import { people } from './people.ts'

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

/** Those whom nobody may enter as, but for who is on leave: they have a day of their own. */
export const colleagues = people.filter(
  ({ key, role }, index) =>
    (role === 'adviser' || role === 'partner' || role === 'supervisor') &&
    people.findIndex(other => other.role === role) !== index &&
    !onLeave.has(key),
)

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
