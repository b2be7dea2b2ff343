import type { Contact } from './address-book.ts'
import { gatherFacts } from './facts.ts'
import { recordsOf, subscriptionOf } from './orders.ts'
import type { Row } from './plan.ts'
import type { Random } from './random.ts'
import type { DemoDay } from './seasons.ts'

/** Orders that went well: nobody wrote about them, but they are on the customer's card. */
export function quietRecords(input: {
  random: Random
  contacts: readonly Contact[]
  days: readonly DemoDay[]
  nowMs: number
  nextOrderNumber: () => number
}): Row<'external_records'>[] {
  const { random, contacts, days, nowMs, nextOrderNumber } = input
  const rows: Row<'external_records'>[] = []
  let subscription = 2_100
  for (const contact of contacts) {
    if (contact.orderDays === 0 || contact.customer.activity === 0) continue
    for (let left = random.int(0, 3); left > 0; left--) {
      const day = random.pick(days)
      if (day.startMs < contact.createdMs) continue
      const facts = gatherFacts({
        random,
        customer: contact.customer,
        day,
        atMs: day.startMs + 10 * 3_600_000,
        moment: 'future',
        orderNumber: nextOrderNumber(),
        adviser: 'Bleuet',
        company: '',
      })
      rows.push(...recordsOf(contact.contactId, facts, undefined, nowMs, random))
    }
    if (random.chance(0.07)) {
      subscription += random.int(1, 4)
      const startedMs = contact.createdMs + random.int(1, 30) * 86_400_000
      if (startedMs < nowMs)
        rows.push(
          subscriptionOf(
            contact.contactId,
            subscription,
            startedMs,
            random.weighted([
              ['actif', 66],
              ['en pause', 14],
              ['résilié', 20],
            ]),
            random.pick([29, 34.5, 42]),
            random.pick([1, 2, 4]),
          ),
        )
    }
  }
  return rows
}
