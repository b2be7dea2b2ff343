import type { Customer } from './customers.ts'
import { type Occasion, wordsOf } from './facts-words.ts'
import { cities } from './places.ts'
import { bouquets, colours, feastNames, flowers, occasions, plants, recipients } from './products.ts'
import type { Random } from './random.ts'
import type { DeliveryMoment } from './reasons.ts'
import { type DayLabel, type DemoDay, type Feast, shift } from './seasons.ts'
import type { Slots } from './text-template.ts'

/** What one request is about: an order, who it is for, where it goes and when. */
export type Facts = {
  order: string
  invoice: string
  voucher: string
  tracking: string
  bouquet: string
  size: number
  plant: (typeof plants)[number]
  amount: number
  refund: number
  recipient: (typeof recipients)[number]
  city: (typeof cities)[number]
  orderedMs: number
  deliveryDay: DayLabel
  deliveryMs: number
  /** The same facts in words, as the customer and as the adviser say them. */
  slots: { customer: Slots; adviser: Slots }
}

export type FactsInput = {
  random: Random
  customer: Customer
  day: DemoDay
  atMs: number
  moment: DeliveryMoment
  orderNumber: number
  /** First name of the adviser who answers. */
  adviser: string
  company: string
  /** Where it must go, when something is wrong there. */
  region?: string
}

const dayMs = 86_400_000

/** Gathers the facts of a request, and the words for them on both sides of the counter. */
export function gatherFacts(input: FactsInput): Facts {
  const { random, customer, day, atMs, moment, orderNumber, adviser } = input
  const feast = feastOf(random, day)
  const recipient = recipientFor(random, feast)
  const bouquet = random.pick(bouquets)
  const size = random.weighted([
    [0, 38],
    [1, 42],
    [2, 20],
  ])
  const amount = bouquet.prices[size]! + (random.chance(0.6) ? 7.9 : 0)
  const refund = random.pick([7.9, 10, 12, 15, 20, Math.round(amount / 2), amount])
  const city = cityFor(input)
  const offset = daysToDelivery(random, moment)
  const deliveryMs = day.startMs + offset * dayMs + random.int(9, 18) * 3_600_000
  const order = `MB-${orderNumber}`
  const facts = {
    order,
    invoice: `F-${day.year}-${String((orderNumber * 7) % 90_000).padStart(5, '0')}`,
    voucher: `${capitals(adviser)}-${capitals(customer.first).slice(0, 6)}${random.int(10, 99)}`,
    tracking: `https://suivi.maison-bleuet.test/${order}`,
    bouquet: bouquet.name,
    size,
    plant: random.pick(plants),
    amount,
    refund,
    recipient,
    city,
    orderedMs: Math.min(atMs - random.int(20, 600) * 60_000, deliveryMs - random.int(1, 6) * dayMs),
    deliveryDay: shift(day, offset),
    deliveryMs,
  }
  const occasion: Occasion = feast ? occasionOf(feast) : random.pick(occasions)
  const flower = random.pick(flowers[day.season])
  const colour = random.pick(colours)
  return { ...facts, slots: wordsOf({ ...input, facts, occasion, flower, colour, ...(feast && { feast }) }) }
}

function feastOf(random: Random, day: DemoDay): Feast | undefined {
  const isNear = day.daysToFeast >= -4 && day.daysToFeast <= 10
  return isNear && random.chance(0.7) ? day.feast : undefined
}

function daysToDelivery(random: Random, moment: DeliveryMoment): number {
  if (moment === 'future') return random.int(1, 6)
  if (moment === 'none') return random.int(2, 9)
  return random.weighted([
    [0, 12],
    [-1, 44],
    [-2, 28],
    [-3, 16],
  ])
}

function recipientFor(random: Random, feast: Feast | undefined): (typeof recipients)[number] {
  const named = (...names: string[]) => {
    const name = random.pick(names)
    return recipients.find(each => each.fr === name)!
  }
  if (feast === 'mothers') return named('ma mère', 'ma mère', 'ma mère', 'ma belle-mère', 'ma femme')
  if (feast === 'grandmothers') return named('ma grand-mère')
  if (feast === 'valentine')
    return named('ma femme', 'ma femme', 'mon mari', 'mon amie Clara', 'mon ami Hugo')
  return random.weighted(recipients.map(each => [each, each.weight] as const))
}

function occasionOf(feast: Feast): Occasion {
  const { fr, en } = feastNames[feast]
  return { fr, yourFr: fr, enF: en, enM: en }
}

/** A good part of the flowers stay near the sender; the rest go wherever people have family. */
function cityFor({ random, customer, region }: FactsInput): (typeof cities)[number] {
  if (!region && random.chance(0.4)) return customer.city
  const possible = region ? cities.filter(each => each.region === region) : cities
  return random.weighted(possible.map(each => [each, each.weight] as const))
}

const capitals = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toUpperCase()
