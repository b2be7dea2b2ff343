import type { Contact } from '#contract/contacts.ts'
import { type CsvCell, csvOf } from '#server/platform/csv.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { definitionsOf } from './attributes.ts'
import { cards } from './cards.ts'
import { type AddressBookQuestion, findContacts } from './search.ts'
import type { Sight } from './visibility.ts'

const mostContacts = 100_000

/** The contacts of a search as a table that a spreadsheet opens, and an import takes back. */
export async function exportContacts(
  ground: Ground,
  tx: Tx,
  sight: Sight,
  question: Omit<AddressBookQuestion, 'cursor' | 'limit'>,
  language: Language,
): Promise<{ csv: string; count: number }> {
  const definitions = (await definitionsOf(tx, 'contact')).filter(one => !one.archived_at)
  const say = (key: string) => ground.t(language, `contact:export.${key}`)
  const heads = [
    'name',
    'first',
    'last',
    'email',
    'phone',
    'company',
    'language',
    'stage',
    'vip',
    'preferred',
  ]
  const rows: CsvCell[][] = [
    [
      ...heads.map(say),
      ...definitions.map(one => (language === 'fr' ? one.label_fr : one.label_en)),
      say('created'),
      say('lastContact'),
    ],
  ]
  let cursor: string | undefined
  do {
    const page = await findContacts(tx, sight, { ...question, cursor, limit: 1000 })
    for (const contact of await cards(tx, sight, page.ids)) rows.push(rowOfCard(contact, definitions, say))
    cursor = page.next ?? undefined
  } while (cursor && rows.length <= mostContacts)
  return { csv: csvOf(rows, language), count: rows.length - 1 }
}

function rowOfCard(
  contact: Contact,
  definitions: { key: string }[],
  say: (key: string) => string,
): CsvCell[] {
  const ways = (kind: string) =>
    contact.identities
      .filter(identity => identity.kind === kind)
      .map(identity => identity.value)
      .join(' ')
  return [
    contact.name,
    contact.firstName,
    contact.lastName,
    ways('email'),
    ways('phone'),
    contact.company?.name ?? null,
    contact.language,
    contact.stage,
    say(contact.isVip ? 'yes' : 'no'),
    contact.preferredChannel,
    ...definitions.map(({ key }) => {
      const value = contact.attributes[key] ?? null
      return typeof value === 'boolean' ? say(value ? 'yes' : 'no') : value
    }),
    contact.createdAt,
    contact.lastContactAt,
  ]
}
