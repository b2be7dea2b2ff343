import { type RawBuilder, sql } from 'kysely'
import type { Contact } from '#contract/contacts.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, Invalid } from '#server/platform/errors.ts'
import { decodeCursor, encodeCursor, idOf, momentOf } from '#server/platform/paging.ts'
import { type IdentityKind, normaliseIdentity } from './identity.ts'
import { asWritten, misspelt, mistakable, type Wanted } from './spelling.ts'
import { requireField, type Sight, seesContact, sortName } from './visibility.ts'
import { countryOf } from './workspace-country.ts'

export interface AddressBookQuestion {
  q?: string | undefined
  stage?: NonNullable<Contact['stage']> | undefined
  companyId?: string | undefined
  vip?: boolean | undefined
  identity?: string | undefined
  /** A segment, with what it asks of contacts `p` in SQL. */
  segment?: string | undefined
  holding?: RawBuilder<boolean> | undefined
  updatedSince?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Where a page begins: in which order, after which key. */
interface Place {
  /** `close`: nothing was found as written, so words may hold one mistake. */
  order: 'name' | 'close' | 'change'
  key: string
  id: string
}

/**
 * Ids of a page of the address book: by name, or by change for a program that follows it. Words are searched as they
 * are written, and with a typing mistake only when nothing was found.
 */
export async function findContacts(
  tx: Tx,
  sight: Sight,
  question: AddressBookQuestion,
): Promise<{ ids: string[]; next: string | null }> {
  requireVisible(sight, question)
  const place = question.cursor ? placeOf(question.cursor) : undefined
  const byChange = (question.updatedSince && !question.q) || !sight.sees('name')
  if (place && (place.order === 'change') !== Boolean(byChange)) throw new Invalid('request.cursor')
  const asked = { tx, sight, question, place }
  if (question.q === undefined || question.q.trim() === '')
    return pageOf(
      await listed(asked, byChange ? 'change' : 'name'),
      question.limit,
      byChange ? 'change' : 'name',
    )

  const folded = await foldText(tx, question.q)
  if (place?.order !== 'close') {
    const rows = await matching(asked, asWritten(question.q, folded))
    if (rows.length > 0 || place) return pageOf(rows, question.limit, 'name')
  }
  return pageOf(await matching(asked, await forgiving(asked, folded)), question.limit, 'close')
}

/** Text as the address book compares it: no accents, lower case, words apart by one space. */
export async function foldText(tx: Tx, text: string): Promise<string> {
  const { rows } = await sql<{
    folded: string
  }>`select fold(${text.replaceAll('\0', ' ')}) as folded`.execute(tx)
  return rows[0]!.folded
}

/** What refresh_contact_search would write for a contact that is made just now, so that it need not write it again. */
export function searchColumns(
  name: string,
  company: { name: string; domain: string | null } | undefined,
  { value, shown }: { value: string; shown: string },
) {
  const words = [
    name,
    company?.name,
    company?.domain,
    value,
    shown.toLowerCase() !== value && shown.toLowerCase(),
  ]
  return {
    sort_name: sql<string>`left(fold(${name}), 200)`,
    search_text: sql<string>`' ' || fold(${words.filter(Boolean).join(' ')})`,
  }
}

/** Rewrites what is searched of these contacts: their name, identities and company as they are now. */
export async function refreshSearch(tx: Tx, contactIds: string[]): Promise<void> {
  await sql`select refresh_contact_search(${tx.workspaceId}, ${contactIds}::uuid[])`.execute(tx)
}

interface Asked {
  tx: Tx
  sight: Sight
  question: AddressBookQuestion
  place: Place | undefined
}

interface KeyRow {
  id: string
  key: string
}

/** The question with mistakes forgiven in the words that nobody has; in the longest when each word is somebody's. */
async function forgiving(asked: Asked, folded: string): Promise<Wanted | undefined> {
  const words = mistakable(asked.question.q!, folded)
  if (words.length === 0) return undefined
  const unknown = []
  for (const word of words) {
    const alone = { ...asked, place: undefined, question: { limit: 0 } }
    if ((await matching(alone, asWritten(word, word))).length === 0) unknown.push(word)
  }
  return misspelt(folded, unknown.length > 0 ? unknown : words.slice(0, 1))
}

/** Those of the words; through the search role for who sees everybody, within their own few for the others. */
async function matching(asked: Asked, wanted: Wanted | undefined): Promise<KeyRow[]> {
  if (!wanted) return []
  const { tx, sight, question, place } = asked
  if (!sight.everything || question.identity || question.holding) return listed(asked, 'name', wanted)
  const { rows } = await sql<KeyRow>`
    select id, sort_name as key
    from search_contacts(
      ${wanted.spellings[0]}, ${wanted.spellings[1] ?? null}, ${wanted.spellings[2] ?? null}, ${wanted.words},
      ${question.stage ?? null}, ${question.companyId ?? null},
      ${question.vip ?? null}, ${question.updatedSince ?? null}::timestamptz,
      ${place?.key ?? null}, ${place?.id ?? null}, ${question.limit + 1})`.execute(tx)
  return rows
}

async function listed(
  { tx, sight, question, place }: Asked,
  order: 'name' | 'change',
  wanted?: Wanted,
): Promise<KeyRow[]> {
  const name = sortName(sight)
  const column = order === 'name' ? name : sql`p.updated_at`
  // To the microsecond: a cursor cut to milliseconds would give the same rows again.
  const key =
    order === 'name' ? column : sql`to_char(p.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
  const conditions: RawBuilder<unknown>[] = [
    sql`p.workspace_id = ${tx.workspaceId}`,
    sql`p.merged_into is null`,
    seesContact(sight.actor, 'p'),
  ]
  if (question.stage) conditions.push(sql`p.stage = ${question.stage}`)
  if (question.companyId) conditions.push(sql`p.company_id = ${question.companyId}`)
  if (question.vip !== undefined) conditions.push(question.vip ? sql`p.is_vip` : sql`not p.is_vip`)
  if (question.updatedSince) conditions.push(sql`p.updated_at >= ${question.updatedSince}::timestamptz`)
  if (question.holding) conditions.push(question.holding)
  if (question.identity) conditions.push(await reachedBy(tx, question.identity))
  if (wanted) {
    // Words that would find a hidden address would tell it.
    const text = sight.sees('identities') && sight.sees('company') ? sql`p.search_text` : sql`' ' || ${name}`
    // Exact words last in the list, first here: they leave few rows for the spellings and the expressions.
    for (const spelling of wanted.spellings.toReversed()) conditions.push(sql`${text} like any (${spelling})`)
    conditions.push(sql`${text} ~ all (${wanted.words})`)
  }
  if (place)
    conditions.push(
      order === 'name'
        ? sql`(${name}, p.id) > (${place.key}, ${place.id})`
        : sql`(p.updated_at, p.id) > (${place.key}::timestamptz, ${place.id})`,
    )
  const { rows } = await sql<KeyRow>`
    select p.id, ${key} as key
    from contacts p
    where ${sql.join(conditions, sql` and `)}
    order by ${column}, p.id
    limit ${question.limit + 1}`.execute(tx)
  return rows
}

/** Who has exactly this address, number or id, whatever its kind. */
async function reachedBy(tx: Tx, text: string): Promise<RawBuilder<unknown>> {
  const country = await countryOf(tx)
  const kinds: IdentityKind[] = ['email', 'phone', 'whatsapp', 'messenger', 'visitor', 'external']
  const pairs = kinds.flatMap(kind => {
    const normal = normaliseIdentity(kind, text, country)
    return normal ? [sql`(${kind}, ${normal.value})`] : []
  })
  if (pairs.length === 0) return sql`false`
  return sql`p.id in (
    select i.contact_id from identities i
    where i.workspace_id = ${tx.workspaceId} and (i.kind, i.value) in (${sql.join(pairs)}))`
}

function requireVisible(sight: Sight, { q, stage, companyId, vip, identity, segment }: AddressBookQuestion) {
  // A segment asks for fields, records and requests alike: its answer would tell them.
  if (segment && !sight.everything) throw new Forbidden('contact.field_hidden')
  if (q) requireField(sight, 'name')
  if (stage) requireField(sight, 'stage')
  if (companyId) requireField(sight, 'company')
  if (vip !== undefined) requireField(sight, 'isVip')
  if (identity) requireField(sight, 'identities')
}

function placeOf(cursor: string): Place {
  const [order, key, id] = decodeCursor(cursor, 3) as [string, string, string]
  if (order !== 'name' && order !== 'close' && order !== 'change') throw new Invalid('request.cursor')
  return { order, key: order === 'change' ? momentOf(key) : key, id: idOf(id) }
}

function pageOf(rows: KeyRow[], limit: number, order: Place['order']) {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return {
    ids: kept.map(row => row.id),
    next: last && rows.length > limit ? encodeCursor([order, last.key, last.id]) : null,
  }
}
