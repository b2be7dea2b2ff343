import type { Customer } from './customers.ts'
import type { Random } from './random.ts'
import { allReasons, type ReasonKey } from './reasons.ts'
import type { DemoDay } from './seasons.ts'

/** One request to come: who writes, when, and why. */
export type Request = { atMs: number; day: DemoDay; customer: number; reason: ReasonKey }

// Share of the day's messages by hour, in Paris: offices in the morning, armchairs in the evening, a few at two in the morning.
const hours = [
  0.5, 0.3, 0.2, 0.1, 0.1, 0.2, 0.7, 1.8, 3.8, 6.2, 7.2, 6.6, 5.4, 5.5, 6, 6, 5.8, 5.6, 5.4, 5.2, 5, 4.4, 3,
  1.5,
]

/** Spreads requests over the days of the year as a florist's year goes, oldest first. */
export function scheduleRequests(
  random: Random,
  count: number,
  days: readonly DemoDay[],
  customers: readonly Customer[],
  nowMs: number,
): Request[] {
  const pick = {
    fr: picker(customers, each => each.language === 'fr' && each.company === undefined),
    en: picker(customers, each => each.language === 'en' && each.company === undefined),
    company: picker(customers, each => each.company !== undefined),
  }
  const cumulated: number[] = []
  let total = 0
  for (const day of days) {
    total += day.demand * elapsedShare(day, nowMs)
    cumulated.push(total)
  }

  const reasons = allReasons()
  const requests: Request[] = []
  const weightsOf = new Map<DemoDay, (readonly [ReasonKey, number])[]>()
  while (requests.length < count) {
    const day = days[indexIn(cumulated, random.next() * total)]!
    const hour = random.weighted(hours.map((weight, index) => [index, weight] as const))
    const atMs = day.startMs + (hour * 3600 + random.int(0, 3599)) * 1000 + random.int(0, 999)
    if (atMs > nowMs - 4 * 60_000) continue
    let weights = weightsOf.get(day)
    if (!weights) {
      weights = reasons.map(({ key, reason }) => [key, reason.weight * seasonal(key, day)] as const)
      weightsOf.set(day, weights)
    }
    const reason = random.weighted(weights)
    const group = groupOf(reason, random)
    requests.push({ atMs, day, reason, customer: pick[group](random) })
  }
  return requests.sort((one, other) => one.atMs - other.atMs)
}

function groupOf(reason: ReasonKey, random: Random): 'fr' | 'en' | 'company' {
  const business = reason.startsWith('maintenance.')
    ? 0.92
    : reason === 'advice.business'
      ? 0.9
      : reason === 'payment.invoice'
        ? 0.4
        : 0.02
  return random.chance(business) ? 'company' : random.chance(0.782) ? 'fr' : 'en'
}

/** How much more, or less, people write about a reason on a day of the year. */
function seasonal(key: ReasonKey, day: DemoDay): number {
  let factor = 1
  const after = day.daysToFeast <= 0
  const before = day.daysToFeast > 0 && day.daysToFeast <= 10
  if (after && day.feast) factor *= afterFeast[key] ?? 1
  if (before) factor *= beforeFeast[key] ?? 1
  if (key === 'advice.mourning' && day.feast === 'all_saints') factor *= 5
  if (key === 'advice.events' && day.month <= 5) factor *= 2
  if (key === 'advice.business' && day.month >= 11) factor *= 2.5
  if (key === 'store.workshop' && day.month >= 11) factor *= 3
  if (key === 'subscription.pause' && (day.month === 7 || day.month === 8)) factor *= 2.6
  if (key.startsWith('assistance.') && day.season === 'winter') factor *= 1.4
  if (key === 'after_sales.wilted' && day.season === 'summer') factor *= 1.6
  // The carrier of one region has been failing for three weeks: a signal to find.
  if (key === 'delivery.late' && day.ago <= 21) factor *= 1.6
  return factor
}

const afterFeast: Partial<Record<ReasonKey, number>> = {
  'delivery.late': 2.8,
  'delivery.missing': 2.4,
  'delivery.status': 0.6,
  'delivery.change': 0.4,
  'after_sales.wilted': 1.7,
  'after_sales.wrong': 1.8,
  'after_sales.damaged': 1.5,
  'service.phone_wait': 3,
  'service.mail_delay': 3,
  'service.hard_to_reach': 1.6,
  'other.thanks': 2.2,
  'advice.choice': 0.4,
}

const beforeFeast: Partial<Record<ReasonKey, number>> = {
  'delivery.status': 1.5,
  'delivery.change': 1.6,
  'delivery.slots': 2.2,
  'help.card': 2,
  'help.ordering': 1.7,
  'advice.choice': 2,
  'advice.product_info': 1.6,
  'store.collect': 1.6,
  'store.hours': 1.6,
  'payment.payment': 1.5,
  'payment.voucher': 1.4,
  'other.jobs': 1.5,
}

/** Today is not over: only the share of its messages that had time to come. */
function elapsedShare(day: DemoDay, nowMs: number): number {
  if (day.ago > 0) return 1
  const elapsed = (nowMs - day.startMs) / 3_600_000
  return (
    hours.reduce((sum, weight, hour) => sum + weight * Math.min(1, Math.max(0, elapsed - hour)), 0) /
    hours.reduce((sum, weight) => sum + weight, 0)
  )
}

function picker(
  customers: readonly Customer[],
  fits: (customer: Customer) => boolean,
): (random: Random) => number {
  const indexes: number[] = []
  const cumulated: number[] = []
  let total = 0
  customers.forEach((customer, index) => {
    if (!fits(customer)) return
    indexes.push(index)
    total += customer.activity
    cumulated.push(total)
  })
  return random => indexes[indexIn(cumulated, random.next() * total)]!
}

/** The first place whose running total passes the value. */
function indexIn(cumulated: readonly number[], value: number): number {
  let low = 0
  let high = cumulated.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (cumulated[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}
