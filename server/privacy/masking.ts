import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { personalTables } from './map.ts'
import { namesOf, partsOf, patternOfNames, patternOfTitled, surnamesOf } from './names.ts'
import { type Person, patternOf } from './person.ts'

/** What a person is called by others: found before their rows are emptied, masked after. */
export interface Mentions {
  /** Of addresses and numbers; undefined when there are none. */
  addresses: string | undefined
  /** Of full names. */
  names: string | undefined
  /** Of surnames behind a title. */
  titled: string | undefined
  /** Single words, for lists of words. */
  parts: string[]
  values: string[]
}

/** What was changed in the words of others. */
export interface Masked {
  rows: number
  /** Mails that left with those words. */
  deliveryIds: string[]
  /** Names under which mails as they came lie in the store. */
  kept: string[]
  /** Words that search may no longer need. */
  words: string[]
}

const mask = '•••'

/** Read by people, written by people: nobody's data by themselves, and anybody may be named in them. */
const written = [
  'saved_views',
  'canned_answers',
  'tone_guides',
  'rules',
  'rule_versions',
  'segments',
] as const

/** Copies that are looked after below, proofs that nobody may change. */
const apart = ['message_search', 'receipts', 'idempotency_keys', 'consent_entries']

/** What others are called stays, though one name may hold another. */
const ownNames: Record<string, string[]> = {
  contacts: ['name', 'first_name', 'last_name', 'sort_name', 'search_text', 'own'],
  identities: ['shown'],
}

/** How a person is found in the words of others. */
export async function mentionsOf(tx: Tx, person: Person): Promise<Mentions> {
  const names = await namesOf(tx, person)
  const surnames = await surnamesOf(tx, person)
  return {
    addresses: person.values.length > 0 ? patternOf(person.values) : undefined,
    names: names.length > 0 ? patternOfNames(names) : undefined,
    titled: surnames.length > 0 ? patternOfTitled(surnames) : undefined,
    parts: partsOf(names, person.identities),
    values: person.values,
  }
}

/** Takes a person's addresses and names out of everybody else's words: quotations, copies, notes, answers kept ready. */
export async function maskElsewhere(tx: Tx, person: Person, mentions: Mentions): Promise<Masked> {
  const masked: Masked = { rows: 0, deliveryIds: [], kept: [], words: [] }
  await forgetTaught(tx, person, mentions)
  if (!mentions.addresses && !mentions.names && !mentions.titled) return masked
  let messageIds: string[] = []
  for (const table of new Set([...personalTables.map(one => one.table), ...written])) {
    if (apart.includes(table)) continue
    const columns = await textColumns(tx, table)
    if (columns.length === 0) continue
    const found = columns.flatMap(({ name }) =>
      patternsFor(mentions, table, name).map(pattern => sql`t.${sql.ref(name)}::text ~* ${pattern}`),
    )
    if (found.length === 0) continue
    const set = columns.map(({ name, type }) => {
      const clean = cleaned(mentions, table, { name, type }, columns)
      return sql`${sql.ref(name)} = (${clean})::${sql.raw(type)}`
    })
    const wantsIds = table === 'messages' || table === 'deliveries'
    const { rows, numAffectedRows } = await sql<{ id: string }>`
      update ${sql.table(table)} t set ${sql.join(set)}
      where t.workspace_id = ${tx.workspaceId} and (${sql.join(found, sql` or `)})
      ${wantsIds ? sql`returning t.id` : sql``}`.execute(tx)
    masked.rows += wantsIds ? rows.length : Number(numAffectedRows ?? 0)
    if (table === 'messages') messageIds = rows.map(({ id }) => id)
    if (table === 'deliveries') masked.deliveryIds = rows.map(({ id }) => id)
  }
  await maskCopies(tx, mentions, messageIds, masked)
  return masked
}

const patternsFor = ({ addresses, names, titled }: Mentions, table: string, column: string): string[] => [
  ...(addresses ? [addresses] : []),
  ...(ownNames[table]?.includes(column) ? [] : [names, titled].filter(one => one !== undefined)),
]

/** A column with the person masked in it, and the name beside a masked address: it tells as much. */
function cleaned(
  mentions: Mentions,
  table: string,
  { name, type }: { name: string; type: string },
  columns: { name: string }[],
): RawBuilder<unknown> {
  let clean: RawBuilder<unknown> = sql`t.${sql.ref(name)}::text`
  for (const pattern of patternsFor(mentions, table, name))
    clean = sql`regexp_replace(${clean}, ${pattern}, ${mask}, 'gi')`
  if (type === 'jsonb') clean = withoutNameBeside(clean)
  if (name === 'from_name' && mentions.addresses && columns.some(column => column.name === 'from_address'))
    clean = sql`case when t.from_address ~* ${mentions.addresses} then ${mask} else ${clean} end`
  return clean
}

/** `{"name": …, "address": "•••"}`: jsonb writes the keys of an object from the shortest to the longest. */
const withoutNameBeside = (text: RawBuilder<unknown>) =>
  sql`regexp_replace(${text}, ${String.raw`"name": "(?:[^"\\]|\\.)+", "address": "${mask}"`},
    ${`"name": "${mask}", "address": "${mask}"`}, 'g')`

/** What repeats those words: search, mails as they came, answers kept for a retry. */
async function maskCopies(tx: Tx, mentions: Mentions, messageIds: string[], masked: Masked): Promise<void> {
  const patterns = patternsFor(mentions, '', '')
  const holds = (text: RawBuilder<unknown>) =>
    sql`(${sql.join(
      patterns.map(pattern => sql`${text} ~* ${pattern}`),
      sql` or `,
    )})`
  const { rows: words } = await sql<{ word: string }>`
    select distinct w.lexeme as word
    from message_search s, unnest(s.tsv) as w (lexeme, positions, weights)
    where s.workspace_id = ${tx.workspaceId} and s.message_id = any (${messageIds}::uuid[])`.execute(tx)
  masked.words = words.map(({ word }) => word)
  await sql`
    update message_search s
    set tsv = message_words(m.language, m.subject, concat_ws(E'\n', m.from_name, m.from_address), left(m.text, 100000))
    from messages m
    where s.workspace_id = ${tx.workspaceId} and m.workspace_id = s.workspace_id and m.id = s.message_id
      and (m.id = any (${messageIds}::uuid[]) or tsvector_to_array(s.tsv) && ${mentions.values}::text[])`.execute(
    tx,
  )
  // A mail as it came goes with the words that were found in it: encoded, nothing would be found in the mail itself.
  let envelope: RawBuilder<unknown> = sql`t.envelope::text`
  for (const pattern of patterns) envelope = sql`regexp_replace(${envelope}, ${pattern}, ${mask}, 'gi')`
  const { rows: mails } = await sql<{ id: string }>`
    with found as (
      select id, raw_sha256 from receipts t
      where t.workspace_id = ${tx.workspaceId}
        and (t.message_id = any (${messageIds}::uuid[]) or ${holds(sql`t.envelope::text`)}
          or (t.raw is not null and ${holds(sql`encode(t.raw, 'escape')`)}))
      for update
    ), emptied as (
      update receipts t
      set raw = null, raw_sha256 = null, envelope = ${withoutNameBeside(envelope)}::jsonb
      from found
      where t.workspace_id = ${tx.workspaceId} and t.id = found.id
    )
    select id from found where raw_sha256 is not null`.execute(tx)
  masked.kept = mails.map(({ id }) => `raw/${id}`)
  await sql`
    delete from idempotency_keys t
    where t.workspace_id = ${tx.workspaceId} and ${holds(sql`t.body::text`)}`.execute(tx)
}

/** Words that were taught to the spelling because this person is called so, and nobody else. */
async function forgetTaught(tx: Tx, { contactIds }: Person, { parts }: Mentions): Promise<void> {
  await sql`
    with gone as (
    delete from known_words k
    where k.workspace_id = ${tx.workspaceId} and fold(k.word) = any (${parts}::text[])
      and not exists (
        select from contacts c
        where c.workspace_id = ${tx.workspaceId} and c.id <> all (${contactIds}::uuid[]) and c.erased_at is null
          and c.search_text like '% ' || fold(k.word) || '%')
      returning k.word
    )
    delete from event_details d
    using gone
    where d.workspace_id = ${tx.workspaceId} and d.data ->> 'word' = gone.word`.execute(tx)
}

async function textColumns(tx: Tx, table: string): Promise<{ name: string; type: string }[]> {
  const { rows } = await sql<{ name: string; type: string }>`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a
    where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = '' and a.atttypid = any ('{text,jsonb,text[]}'::regtype[])
      and not exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey))`.execute(
    tx,
  )
  return rows
}
