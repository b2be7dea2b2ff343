import type { Contact } from './address-book.ts'
import { gatherFacts } from './facts.ts'
import { recordsOf } from './orders.ts'
import type { Row, Rows } from './plan.ts'
import type { Random } from './random.ts'
import type { CastKey } from './scenes/cast.ts'
import type { DemoDay } from './seasons.ts'

const dayMs = 86_400_000

/**
 * Second cards of people who are known already, as an address book gets them: a number that writes by WhatsApp, a mailbox
 * with a mark, a colleague entered twice, a delivery followed under another name. What they have in common is found by
 * the program itself.
 */
export function secondCards(input: {
  random: Random
  mint: (atMs: number) => string
  cast: Record<CastKey, Contact>
  companyOf: (contactId: string) => string | null
  days: readonly DemoDay[]
  nowMs: number
  nextOrderNumber: () => number
}): Rows {
  const { random, mint, cast, companyOf, days, nowMs, nextOrderNumber } = input
  const contacts: Row<'contacts'>[] = []
  const identities: Row<'identities'>[] = []
  const enter = (
    who: { name: string; of: Contact; daysAgo: number; companyId?: string | null; preferred?: string },
    way: Pick<Row<'identities'>, 'kind' | 'value' | 'shown'>,
  ) => {
    const at = new Date(nowMs - who.daysAgo * dayMs)
    const id = mint(at.getTime())
    const [first = '', ...last] = who.name.split(' ')
    const { language, city } = who.of.customer
    contacts.push({
      id,
      name: who.name,
      first_name: first,
      last_name: last.join(' '),
      language,
      company_id: who.companyId ?? null,
      stage: 'prospect',
      stage_since: at,
      is_vip: false,
      is_minor: false,
      preferred_channel: who.preferred ?? null,
      attributes: { city: city.city, newsletter: false },
      blocked_at: null,
      created_at: at,
      updated_at: at,
      last_contact_at: null,
      search_text: '',
      sort_name: '',
      erased_at: null,
      archived_at: null,
      left_archive_at: null,
    })
    identities.push({
      id: mint(at.getTime()),
      contact_id: id,
      ...way,
      verified_at: null,
      blocked_at: null,
      last_used_at: null,
      created_at: at,
    })
    return id
  }
  const { thomas, camille, sofia, yvette } = cast

  const number = thomas.customer.phone ?? ''
  enter(
    { name: 'T. Wagner', of: thomas, daysAgo: 3, preferred: 'whatsapp' },
    {
      kind: 'whatsapp',
      value: number,
      shown: number.replace(/^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '+33 $1.$2.$3.$4.$5'),
    },
  )
  const marked = camille.customer.email.replace('@', '+mariage@')
  enter({ name: 'Camille L.', of: camille, daysAgo: 9 }, { kind: 'email', value: marked, shown: marked })
  const other = `accueil@${sofia.customer.email.split('@')[1]}`
  enter(
    { name: sofia.customer.name, of: sofia, daysAgo: 31, companyId: companyOf(sofia.contactId) },
    { kind: 'email', value: other, shown: other },
  )
  const neighbour = enter(
    { name: 'Jean-Yves Hoarau', of: yvette, daysAgo: 12 },
    { kind: 'email', value: 'jy.hoarau@courriel.example', shown: 'jy.hoarau@courriel.example' },
  )

  const day = days.at(-13) ?? days[0]!
  const facts = gatherFacts({
    random,
    customer: yvette.customer,
    day,
    atMs: day.startMs + 10 * 3_600_000,
    moment: 'future',
    orderNumber: nextOrderNumber(),
    adviser: 'Bleuet',
    company: '',
  })
  const external_records = recordsOf(yvette.contactId, facts, undefined, nowMs, random).map(record =>
    record.type === 'order' ? record : { ...record, contact_id: neighbour },
  )
  return { contacts, identities, external_records }
}
