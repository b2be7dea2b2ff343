import type { Customer, DemoCompany } from './customers.ts'
import type { Row } from './plan.ts'
import type { Random } from './random.ts'
import { allReasons } from './reasons.ts'
import type { Request } from './schedule.ts'
import type { Correspondent } from './thread.ts'

/** A person of the address book, with what the year holds for them. */
export type Contact = Correspondent & {
  createdMs: number
  orderDays: number
  lastConversation: string | undefined
}

const dayMs = 86_400_000

/** Enters everybody in the address book at the date they became known, a little before or at their first message. */
export function fillAddressBook(input: {
  random: Random
  mint: (atMs: number) => string
  customers: readonly Customer[]
  companies: readonly DemoCompany[]
  requests: readonly Request[]
  fromMs: number
  nowMs: number
}): {
  contacts: Contact[]
  rows: { companies: Row<'companies'>[]; contacts: Row<'contacts'>[]; identities: Row<'identities'>[] }
} {
  const { random, mint, customers, companies, requests, fromMs, nowMs } = input
  const histories = historiesOf(customers.length, requests)
  const companyIds = companies.map((_, index) => mint(fromMs + index * 1000))
  const contacts: Contact[] = []
  const rows: {
    companies: Row<'companies'>[]
    contacts: Row<'contacts'>[]
    identities: Row<'identities'>[]
  } = {
    companies: companies.map((company, index) => ({
      id: companyIds[index]!,
      name: company.name,
      domain: company.domain,
      created_at: new Date(fromMs + index * 1000),
      updated_at: new Date(fromMs + index * 1000),
      sort_name: '',
    })),
    contacts: [],
    identities: [],
  }

  customers.forEach((customer, index) => {
    const { firstMs, lastMs, lastOrderMs, orders, stopped } = histories[index]!
    const known = firstMs ?? nowMs - random.int(5, 330) * dayMs
    const createdMs = Math.max(
      fromMs,
      known - (random.chance(0.6) ? random.int(1, 60) * dayMs + random.int(0, 86_399_999) : 1),
    )
    const id = mint(createdMs)
    const identityId = mint(createdMs)
    contacts.push({
      customer,
      contactId: id,
      identityId,
      createdMs,
      orderDays: orders,
      lastConversation: undefined,
    })
    const stage =
      stopped && random.chance(0.7)
        ? 'lost'
        : lastOrderMs === undefined
          ? 'prospect'
          : nowMs - lastOrderMs > 240 * dayMs
            ? 'inactive'
            : 'customer'
    const stageMs =
      stage === 'inactive'
        ? lastOrderMs! + 240 * dayMs
        : stage === 'lost'
          ? stopped!
          : (lastOrderMs ?? createdMs)
    const points = orders * random.int(15, 60)
    rows.contacts.push({
      id,
      name: customer.name,
      first_name: customer.first,
      last_name: customer.last,
      language: customer.language,
      company_id: customer.company === undefined ? null : companyIds[customer.company]!,
      stage,
      stage_since: new Date(Math.max(createdMs, Math.min(nowMs, stageMs))),
      is_vip: customer.isVip,
      is_minor: customer.isMinor,
      preferred_channel:
        customer.prefersPhone && customer.phone ? 'phone' : random.chance(0.25) ? 'email' : null,
      attributes: {
        ...(orders > 0 && {
          loyalty: points > 250 ? 'Pivoine' : points > 90 ? 'Coquelicot' : 'Bleuet',
          points,
          first_order: new Date(createdMs).toISOString().slice(0, 10),
        }),
        city: customer.city.city,
        ...(random.chance(0.3) && { store: customer.city.store }),
        newsletter: random.chance(0.38) && !customer.isMinor,
      },
      blocked_at: null,
      created_at: new Date(createdMs),
      updated_at: new Date(Math.max(createdMs, Math.min(nowMs, lastMs ?? createdMs))),
      last_contact_at: null,
      search_text: '',
      sort_name: '',
      erased_at: null,
      archived_at: null,
      left_archive_at: null,
    })
    rows.identities.push({
      id: identityId,
      contact_id: id,
      kind: 'email',
      value: customer.email,
      shown: customer.email,
      verified_at: random.chance(0.7) ? new Date(createdMs) : null,
      blocked_at: null,
      last_used_at: lastMs === undefined ? null : new Date(Math.max(createdMs, lastMs)),
      created_at: new Date(createdMs),
    })
    if (customer.phone)
      rows.identities.push({
        id: mint(createdMs),
        contact_id: id,
        kind: 'phone',
        value: customer.phone,
        shown: shownPhone(customer.phone),
        verified_at: null,
        blocked_at: null,
        last_used_at: null,
        created_at: new Date(createdMs),
      })
  })
  return { contacts, rows }
}

type History = {
  firstMs: number | undefined
  lastMs: number | undefined
  lastOrderMs: number | undefined
  orders: number
  stopped: number | undefined
}

function historiesOf(count: number, requests: readonly Request[]): History[] {
  const withOrder = new Set(
    allReasons()
      .filter(({ reason }) => reason.moment !== 'none')
      .map(({ key }) => key),
  )
  const histories: History[] = Array.from({ length: count }, () => ({
    firstMs: undefined,
    lastMs: undefined,
    lastOrderMs: undefined,
    orders: 0,
    stopped: undefined,
  }))
  for (const request of requests) {
    const history = histories[request.customer]!
    history.firstMs ??= request.atMs
    history.lastMs = request.atMs
    if (request.reason === 'subscription.stop') history.stopped = request.atMs
    if (!withOrder.has(request.reason)) continue
    history.orders += 1
    history.lastOrderMs = request.atMs
    history.stopped = undefined
  }
  return histories
}

/** A number as its owner would write it. */
function shownPhone(value: string): string {
  if (value.startsWith('+33')) return `0${value.slice(3)}`.replace(/(\d\d)(?=\d)/g, '$1 ')
  return value.replace(/^\+44(\d{4})(\d{6})$/, '+44 $1 $2')
}
