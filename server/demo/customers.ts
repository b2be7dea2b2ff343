import { companyNames, names } from './names.ts'
import { cities } from './places.ts'
import type { Random } from './random.ts'
import { withoutAccents } from './typography.ts'

/** Someone who writes to the shop, with a manner of writing that stays theirs. */
export type Customer = {
  name: string
  first: string
  last: string
  female: boolean
  language: 'fr' | 'en'
  email: string
  /** E.164, in the ranges that the numbering authorities keep for fiction. */
  phone: string | undefined
  company: number | undefined
  isVip: boolean
  isMinor: boolean
  manner: 'formal' | 'plain' | 'casual'
  /** How many letters go astray when this person types. */
  slips: 'none' | 'some' | 'many'
  /** Index in the phrases of the device that signs for them. */
  device: number | undefined
  city: (typeof cities)[number]
  /** How often they write, against another. */
  activity: number
  prefersPhone: boolean
  blocked: boolean
}

export type DemoCompany = { name: string; domain: string }

/** Domains of private mailboxes; `.example` and `.test` are reserved, so nobody is at the other end. */
const mailboxes = {
  fr: ['courriel.example', 'maboite.example', 'famille.example', 'lettre.example', 'postal.example'],
  en: ['mailbox.example', 'post.example', 'inbox.example', 'letters.example'],
} as const

/** The companies that buy flowers. */
export function makeCompanies(): DemoCompany[] {
  return companyNames.map(name => ({ name, domain: `${slug(name)}.example` }))
}

/** Makes the people who write, none of them named like the others; the share of French speakers is the one asked for. */
export function makeCustomers(
  random: Random,
  count: number,
  frenchShare: number,
  companies: readonly DemoCompany[],
  others: readonly Customer[],
): Customer[] {
  const taken = new Set<string>(others.map(each => each.email))
  const takenNames = new Set<string>(others.map(each => each.name))
  const cityWeights = cities.map(city => [city, city.weight] as const)
  const customers: Customer[] = []
  while (customers.length < count) {
    const language = customers.length < count * frenchShare ? 'fr' : 'en'
    const female = random.chance(0.58)
    const list = names[language]
    const first = random.pick(female ? list.f : list.m)
    const last = random.pick(list.last)
    if (takenNames.has(`${first} ${last}`)) continue
    takenNames.add(`${first} ${last}`)
    const company = random.chance(0.075) ? random.int(0, companies.length - 1) : undefined
    const email = uniqueAddress(
      random,
      taken,
      first,
      last,
      company === undefined ? random.pick(mailboxes[language]) : companies[company]!.domain,
    )
    const index = customers.length
    const manner =
      company !== undefined
        ? 'formal'
        : random.weighted<Customer['manner']>([
            ['formal', 22],
            ['plain', 50],
            ['casual', 28],
          ])
    customers.push({
      name: `${first} ${last}`,
      first,
      last,
      female,
      language,
      email,
      phone: random.chance(0.55) ? phoneOf(language, index) : undefined,
      company,
      isVip: random.chance(0.03),
      isMinor: false,
      manner,
      slips:
        manner === 'formal'
          ? 'none'
          : random.weighted<Customer['slips']>([
              ['none', 55],
              ['some', 33],
              ['many', manner === 'casual' ? 18 : 6],
            ]),
      device: random.chance(manner === 'formal' ? 0.06 : 0.24) ? random.int(0, 3) : undefined,
      city: random.weighted(cityWeights),
      activity: company !== undefined ? 2.2 : 0.35 + random.next() ** 2 * 2.4,
      prefersPhone: random.chance(0.07),
      blocked: false,
    })
  }
  return customers
}

function uniqueAddress(
  random: Random,
  taken: Set<string>,
  first: string,
  last: string,
  domain: string,
): string {
  const f = slug(first).replaceAll('-', '')
  const l = slug(last).replaceAll('-', '')
  const forms = [
    `${f}.${l}`,
    `${f}${l}`,
    `${f[0]}.${l}`,
    `${l}.${f}`,
    `${f}.${l}${random.int(60, 99)}`,
    `${f}_${l}`,
    `${f}${random.int(1, 99)}`,
  ]
  for (;;) {
    const local = random.pick(forms)
    const address = `${taken.has(`${local}@${domain}`) ? `${local}${random.int(2, 999)}` : local}@${domain}`
    if (taken.has(address)) continue
    taken.add(address)
    return address
  }
}

// 06 39 98 xx xx and +44 7700 900xxx ring nowhere.
function phoneOf(language: 'fr' | 'en', index: number): string {
  return language === 'fr'
    ? `+3363998${String(1000 + index).padStart(4, '0')}`
    : `+447700900${String(index % 1000).padStart(3, '0')}`
}

/** A name as it may stand in an address. */
export function slug(text: string): string {
  return withoutAccents(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
