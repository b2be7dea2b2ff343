import type { Customer } from './customers.ts'
import { cities, type stores } from './places.ts'
import { bouquets, colours, feastNames, flowers, occasions, plants, recipients } from './products.ts'
import type { Random } from './random.ts'
import type { DeliveryMoment } from './reasons.ts'
import { type DemoDay, longDate, shortDate, weekdayName } from './seasons.ts'
import { capitalised, type Slots } from './text-template.ts'

/** What one request is about: an order, who it is for, where it goes and when. */
export type Facts = {
  order: string
  invoice: string
  voucher: string
  bouquet: string
  size: number
  plant: (typeof plants)[number]
  isPlant: boolean
  amount: number
  refund: number
  recipient: (typeof recipients)[number]
  city: (typeof cities)[number]
  store: (typeof stores)[number]['city']
  orderedMs: number
  deliveryDay: DayLabel
  deliveryMs: number
  tracking: string
  slots: { customer: Slots; adviser: Slots }
}

export type DayLabel = { day: number; month: number; weekday: number; year: number }

const dayMs = 86_400_000

/** Gathers the facts of a request, and the words for them on both sides of the counter. */
export function gatherFacts(
  random: Random, customer: Customer, day: DemoDay, atMs: number, moment: DeliveryMoment, orderNumber: number, forced: { region?: string; adviser: string; company: string },
): Facts {
  const language = customer.language
  const bouquet = random.pick(bouquets)
  const size = random.weighted([[0, 38], [1, 42], [2, 20]])
  const plant = random.pick(plants)
  const feast = day.feast && day.daysToFeast >= -4 && day.daysToFeast <= 10 && random.chance(0.7) ? day.feast : undefined
  const recipient = recipientFor(random, feast)
  const city = forced.region ? random.weighted(cities.filter(each => each.region === forced.region).map(each => [each, each.weight] as const)) : cityFor(random, customer)
  const amount = bouquet.prices[size]! + (random.chance(0.6) ? 7.9 : 0)
  const refund = random.pick([7.9, 10, 12, 15, 20, Math.round(amount / 2), amount])
  const deliveryOffset = moment === 'future' ? random.int(1, 6) : moment === 'past' ? -random.weighted([[0, 12], [1, 44], [2, 28], [3, 16]]) : random.int(2, 9)
  const deliveryDay = shift(day, deliveryOffset)
  const deliveryMs = day.startMs + deliveryOffset * dayMs + random.int(9, 18) * 3_600_000
  const orderedMs = Math.min(atMs - random.int(20, 600) * 60_000, deliveryMs - random.int(1, 6) * dayMs)
  const order = `MB-${orderNumber}`
  const hour = random.pick([10, 11, 12, 13, 14, 17, 18])
  const flower = random.pick(flowers[day.season])
  const colour = random.pick(colours)
  const occasion: Occasion = feast ? feastOccasion(feast) : random.pick(occasions)
  const facts = { order, invoice: `F-${day.year}-${String((orderNumber * 7) % 90000).padStart(5, '0')}`, voucher: `${voucherWord(forced.adviser)}-${customer.first.normalize('NFD').replace(/[^A-Za-z]/g, '').slice(0, 6).toUpperCase()}${random.int(10, 99)}` }
  const next = nextWorkday(day, random.int(1, 2))
  const words = {
    order, invoice: facts.invoice, code: facts.voucher, tracking: `https://suivi.maison-bleuet.test/${order}`,
    first: customer.first, last: customer.last, adviser: forced.adviser, company: forced.company,
    bouquet: bouquet.name, store: city.store, city: city.city, City: city.city,
    days: String(random.int(2, 8)), years: String(random.int(2, 11)), quantity: String(random.int(6, 45)), Quantity: String(random.int(12, 45)), phone: `${random.int(10, 98)} ${random.int(10, 98)}`, phone3: String(random.int(100, 998)),
    day: weekdayName(shift(day, -random.int(2, 5)).weekday, language), orderDay: shortDate(shift(day, -random.int(3, 9)), language),
    date: longDate(deliveryDay, language), e: recipient.female ? 'e' : '', ag: customer.female ? 'e' : '', elle: recipient.female ? 'elle' : 'il', she: recipient.female ? 'she' : 'he',
    customer: customer.female ? 'cliente' : 'client', Customer: customer.female ? 'Cliente' : 'Client',
    title: titleOf(customer), event: feast ? feastNames[feast][language] : language === 'fr' ? 'ce week-end' : 'this weekend',
  }
  const slots = language === 'fr'
    ? {
        customer: {
          ...words, amount: euros(amount), refund: euros(refund), Refund: euros(refund), hour: `${hour}h`, flowers: flower.fr, Flowers: capitalised(flower.fr), plant: plant.fr, colour: colour.fr,
          recipient: recipient.fr, Recipient: capitalised(recipient.fr), yours: recipient.yourFr, Yours: capitalised(recipient.yourFr), occasion: occasion.fr,
          nextDay: weekdayName(next.weekday, 'fr'), NextDay: capitalised(weekdayName(next.weekday, 'fr')),
        },
        adviser: {
          ...words, amount: euros(amount), refund: euros(refund), Refund: euros(refund), hour: `${hour} h`, flowers: flower.fr, Flowers: capitalised(flower.fr), plant: plant.fr, colour: colour.fr,
          recipient: recipient.yourFr, Recipient: capitalised(recipient.yourFr), yours: recipient.yourFr, Yours: capitalised(recipient.yourFr), occasion: occasion.yourFr,
          nextDay: longDate(next, 'fr'), NextDay: capitalised(longDate(next, 'fr')),
        },
      }
    : english(words, { amount, refund, hour, flower: flower.en, plant: plant.en, colour: colour.en, recipient, occasion: recipient.female ? occasion.enF : occasion.enM, next })
  return {
    ...facts, bouquet: bouquet.name, size, plant, isPlant: false, amount, refund, recipient, city, store: city.store as Facts['store'], orderedMs, deliveryDay, deliveryMs, tracking: words.tracking, slots,
  }
}

function english(
  words: Record<string, string>,
  given: { amount: number; refund: number; hour: number; flower: string; plant: string; colour: string; recipient: (typeof recipients)[number]; occasion: string; next: DayLabel },
): { customer: Slots; adviser: Slots } {
  const shared = {
    ...words, amount: eurosInEnglish(given.amount), refund: eurosInEnglish(given.refund), Refund: eurosInEnglish(given.refund), hour: given.hour > 12 ? `${given.hour - 12} pm` : given.hour === 12 ? 'noon' : `${given.hour} am`,
    flowers: given.flower, Flowers: capitalised(given.flower), plant: given.plant, colour: given.colour, yours: given.recipient.yourEn, Yours: capitalised(given.recipient.yourEn), occasion: given.occasion,
  }
  return {
    customer: { ...shared, recipient: given.recipient.en, Recipient: capitalised(given.recipient.en), nextDay: weekdayName(given.next.weekday, 'en'), NextDay: weekdayName(given.next.weekday, 'en') },
    adviser: { ...shared, recipient: given.recipient.yourEn, Recipient: capitalised(given.recipient.yourEn), nextDay: longDate(given.next, 'en'), NextDay: longDate(given.next, 'en') },
  }
}

function recipientFor(random: Random, feast: DemoDay['feast'] | undefined): (typeof recipients)[number] {
  const named = (fr: string) => recipients.find(each => each.fr === fr)!
  if (feast === 'mothers') return named(random.pick(['ma mère', 'ma mère', 'ma mère', 'ma belle-mère', 'ma femme']))
  if (feast === 'grandmothers') return named('ma grand-mère')
  if (feast === 'valentine') return named(random.pick(['ma femme', 'ma femme', 'mon mari', 'mon amie Clara', 'mon ami Hugo']))
  return random.weighted(recipients.map(each => [each, each.weight] as const))
}

type Occasion = { fr: string; yourFr: string; enF: string; enM: string }

function feastOccasion(feast: keyof typeof feastNames): Occasion {
  const name = feastNames[feast]
  return { fr: name.fr, yourFr: name.fr, enF: name.en, enM: name.en }
}

// Half of the flowers stay in the sender's region; the rest go wherever people have family.
function cityFor(random: Random, customer: Customer): (typeof cities)[number] {
  if (random.chance(0.4)) return customer.city
  return random.weighted(cities.map(each => [each, each.weight] as const))
}

/** The same calendar day some days later or earlier. */
export function shift(day: { year: number; month: number; day: number }, days: number): DayLabel {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day + days))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() || 7 }
}

function nextWorkday(day: DemoDay, days: number): DayLabel {
  const label = shift(day, days)
  return label.weekday === 7 ? shift(day, days + 1) : label
}

function titleOf(customer: Customer): string {
  if (customer.language === 'fr') return `${customer.female ? 'Madame' : 'Monsieur'} ${customer.last}`
  return `${customer.female ? 'Ms' : 'Mr'} ${customer.last}`
}

const euros = (amount: number) => `${amount.toFixed(2).replace('.', ',').replace(',00', '')} €`
const eurosInEnglish = (amount: number) => `€${amount.toFixed(2).replace('.00', '')}`

const voucherWord = (adviser: string) => adviser.normalize('NFD').replace(/[^A-Za-z]/g, '').toUpperCase()
