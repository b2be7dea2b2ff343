import type { Facts, FactsInput } from './facts.ts'
import { type colours, feastNames, type flowers } from './products.ts'
import { type Feast, longDate, shift, shortDate, weekdayName } from './seasons.ts'
import { capitalised, type Slots } from './text-template.ts'

/** What the flowers are for, in both languages; English says whose it is. */
export type Occasion = { fr: string; yourFr: string; enF: string; enM: string }

export type WordsInput = FactsInput & {
  facts: Omit<Facts, 'slots'>
  occasion: Occasion
  flower: (typeof flowers)['winter'][number]
  colour: (typeof colours)[number]
  feast?: Feast
}

/** Says the facts of a request as its customer and as the adviser would: my mother here, your mother there. */
export function wordsOf(input: WordsInput): { customer: Slots; adviser: Slots } {
  const { customer, facts, occasion } = input
  const shared = sharedWords(input)
  const { recipient } = facts
  if (customer.language === 'en') {
    const words = { ...shared, occasion: recipient.female ? occasion.enF : occasion.enM }
    return {
      customer: { ...words, ...person(recipient.en, recipient.yourEn) },
      adviser: { ...words, ...person(recipient.yourEn, recipient.yourEn) },
    }
  }
  return {
    customer: {
      ...shared,
      ...person(recipient.fr, recipient.yourFr),
      occasion: occasion.fr,
      // "14h" is how customers write it, "14 h" how it should be.
      hour: shared.hour!.replace(' ', ''),
    },
    adviser: { ...shared, ...person(recipient.yourFr, recipient.yourFr), occasion: occasion.yourFr },
  }
}

const person = (named: string, yours: string) => ({
  recipient: named,
  Recipient: capitalised(named),
  yours,
  Yours: capitalised(yours),
})

function sharedWords({
  random,
  customer,
  day,
  adviser,
  company,
  facts,
  flower,
  colour,
  feast,
}: WordsInput): Slots {
  const { language } = customer
  const { recipient, city } = facts
  const money = language === 'fr' ? euros : eurosInEnglish
  const quantity = String(random.int(12, 45))
  const next = weekdayName(shift(day, random.int(1, 2)).weekday, language)
  return {
    order: facts.order,
    invoice: facts.invoice,
    code: facts.voucher,
    tracking: facts.tracking,
    amount: money(facts.amount),
    refund: money(facts.refund),
    bouquet: facts.bouquet,
    plant: facts.plant[language],
    flowers: flower[language],
    Flowers: capitalised(flower[language]),
    ofFlowers: ofName(flower.fr),
    colour: colour[language],
    city: city.city,
    City: city.city,
    store: city.store,
    company,
    ofCompany: ofName(company),
    adviser,
    first: customer.first,
    last: customer.last,
    title: titleOf(customer),
    customer: customer.female ? 'cliente' : 'client',
    Customer: customer.female ? 'Cliente' : 'Client',
    ag: customer.female ? 'e' : '',
    e: recipient.female ? 'e' : '',
    elle: recipient.female ? 'elle' : 'il',
    she: recipient.female ? 'she' : 'he',
    event: feast ? feastNames[feast][language] : language === 'fr' ? 'ce week-end' : 'this weekend',
    date: longDate(facts.deliveryDay, language),
    day: weekdayName(shift(day, -random.int(2, 5)).weekday, language),
    orderDay: shortDate(shift(day, -random.int(3, 9)), language),
    nextDay: next,
    NextDay: capitalised(next),
    hour: hourOf(random.pick([10, 11, 12, 13, 14, 17, 18]), language),
    days: String(random.int(2, 8)),
    years: String(random.int(2, 11)),
    quantity,
    Quantity: quantity,
    phone: `${random.int(10, 98)} ${random.int(10, 98)}`,
    phone3: String(random.int(100, 998)),
  }
}

/** "de" before a name in French, which loses its vowel before another. */
function ofName(name: string): string {
  return /^[aeiouyàâéèêëîïôöùûüh]/i.test(name) ? `d'${name}` : `de ${name}`
}

function titleOf({ language, female, last }: WordsInput['customer']): string {
  if (language === 'fr') return `${female ? 'Madame' : 'Monsieur'} ${last}`
  return `${female ? 'Ms' : 'Mr'} ${last}`
}

function hourOf(hour: number, language: 'fr' | 'en'): string {
  if (language === 'fr') return `${hour} h`
  if (hour === 12) return 'noon'
  return hour > 12 ? `${hour - 12} pm` : `${hour} am`
}

const euros = (amount: number) => `${amount.toFixed(2).replace('.00', '').replace('.', ',')} €`
const eurosInEnglish = (amount: number) => `€${amount.toFixed(2).replace('.00', '')}`
