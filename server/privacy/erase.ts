import { sql } from 'kysely'
import { marksOf } from '#server/contacts/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import { system } from '#server/platform/events.ts'
import { forgetFiles } from '#server/platform/forgotten-files.ts'
import type { Ground } from '#server/platform/ground.ts'
import { doLater } from '#server/platform/jobs.ts'
import { holdOf } from './holds.ts'
import { personalTables } from './map.ts'
import { type Person, patternOf, personOf } from './person.ts'
import type { Counts, ErasureRow } from './receipts.ts'

/** Deletes, after the commit, files that nothing points to any more, and puts the receipt where a restore finds it. */
export const settleTask = 'privacy.settle_erasure'

/** How many rows of each part are about a person. */
export async function countParts(tx: Tx, person: Person): Promise<Counts> {
  const counts: Counts = {}
  for (const { table, part, of } of personalTables) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(table)} t
      where t.workspace_id = ${tx.workspaceId} and ${of(person)}`.execute(tx)
    counts[part] = (counts[part] ?? 0) + rows[0]!.n
  }
  return counts
}

/**
 * Erases one person in the transaction of the caller: their rows, their words in the conversations of others, what search
 * knows of them. Facts stay (that somebody wrote, when, how long it took), so that figures do. Refused under a legal hold.
 */
export async function erasePerson(
  ground: Ground,
  tx: Tx,
  asked: string,
  { cause, by }: { cause: ErasureRow['cause']; by: Actor | null },
): Promise<ErasureRow> {
  await sql`select from contacts where workspace_id = ${tx.workspaceId} and id = ${asked} for update`.execute(
    tx,
  )
  const person = await personOf(tx, asked)
  const { contactId } = person
  const hold = await holdOf(tx, contactId)
  if (hold) throw new Refused('privacy.on_hold', { reason: hold.reason })
  const at = ground.clock.now()

  const words = await wordsOf(tx, person)
  const candidates = await filesOf(tx, person)
  const kept = await keptOf(tx, person)
  const counts: Counts = {}
  for (const { table, part, of, erase } of personalTables) {
    if (erase === 'with proofs') {
      const { rows } = await sql<{ n: number }>`
        select sum(forget_proofs(id))::int as n from unnest(${person.contactIds}::uuid[]) as id`.execute(tx)
      counts[part] = (counts[part] ?? 0) + rows[0]!.n
      continue
    }
    const where = sql`t.workspace_id = ${tx.workspaceId} and ${of(person)}`
    const set =
      erase === 'delete'
        ? []
        : Object.entries(erase).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
    const { numAffectedRows } =
      erase === 'delete'
        ? await sql`delete from ${sql.table(table)} t where ${where}`.execute(tx)
        : await sql`update ${sql.table(table)} t set ${sql.join(set)} where ${where}`.execute(tx)
    counts[part] = (counts[part] ?? 0) + Number(numAffectedRows ?? 0)
  }
  counts.mentions = await maskElsewhere(tx, person)
  await sql`select forget_words(${words}::text[])`.execute(tx)
  const files = await forgetFiles(tx, candidates)
  await tx
    .updateTable('contacts')
    .set({ erased_at: at, updated_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', person.contactIds)
    .execute()

  const row = await writeReceipt(ground, tx, { person, cause, by, at, counts })
  await doLater(tx, { task: settleTask, payload: { erasureId: row.id, files, kept } })
  await ground.recordEvent(tx, {
    type: 'contact.erased',
    actor: by ? asEventActor(by) : system,
    subject: { kind: 'contact', id: contactId },
    contactId,
    data: { cause, erasureId: row.id },
  })
  return row
}

async function writeReceipt(
  ground: Ground,
  tx: Tx,
  {
    person,
    cause,
    by,
    at,
    counts,
  }: {
    person: Person
    cause: ErasureRow['cause']
    by: Actor | null
    at: Date
    counts: Counts
  },
): Promise<ErasureRow> {
  const known = await tx
    .selectFrom('erasures')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', '=', person.contactId)
    .executeTakeFirst()
  // Done again after a restore: the first receipt stands.
  if (known) return known
  return tx
    .insertInto('erasures')
    .values({
      workspace_id: tx.workspaceId,
      id: ground.newId(),
      contact_id: person.contactId,
      cause,
      asked_by: by?.memberId ?? null,
      at,
      counts: JSON.stringify(counts),
      marks: marksOf(ground.secrets, tx.workspaceId, person.identities),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The words that search learnt from the messages of a person. */
async function wordsOf(tx: Tx, { messageIds }: Person): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`
    select distinct w.lexeme as word
    from message_search s, unnest(s.tsv) as w (lexeme, positions, weights)
    where s.workspace_id = ${tx.workspaceId} and s.message_id = any (${messageIds}::uuid[])`.execute(tx)
  return rows.map(({ word }) => word)
}

async function filesOf(tx: Tx, { conversationIds, messageIds }: Person): Promise<string[]> {
  const { rows } = await sql<{ file_id: string }>`
    select distinct file_id from attachments
    where workspace_id = ${tx.workspaceId}
      and (conversation_id = any (${conversationIds}::uuid[]) or message_id = any (${messageIds}::uuid[]))`.execute(
    tx,
  )
  return rows.map(({ file_id }) => file_id)
}

/** Large mails as they came, and bundles, lie in the store under names of their own. */
async function keptOf(tx: Tx, person: Person): Promise<string[]> {
  const receipts = personalTables.find(({ table }) => table === 'receipts')!
  const { rows } = await sql<{ name: string }>`
    select 'raw/' || t.id as name from receipts t
    where t.workspace_id = ${tx.workspaceId} and t.raw_sha256 is not null and ${receipts.of(person)}
    union all
    select 'exports/' || x.id from data_exports x
    where x.workspace_id = ${tx.workspaceId} and x.contact_id = any (${person.contactIds}::uuid[])`.execute(
    tx,
  )
  return rows.map(({ name }) => name)
}

const mask = '•••'

/** Takes a person's addresses out of everybody else's words: quotations, copies, notes. */
async function maskElsewhere(tx: Tx, { values }: Person): Promise<number> {
  if (values.length === 0) return 0
  const pattern = patternOf(values)
  let changed = 0
  for (const table of new Set(personalTables.map(one => one.table))) {
    if (['message_search', 'receipts', 'idempotency_keys', 'consent_entries'].includes(table)) continue
    const columns = await textColumns(tx, table)
    if (columns.length === 0) continue
    const found = columns.map(({ name }) => sql`t.${sql.ref(name)}::text ~* ${pattern}`)
    const set = columns.map(
      ({ name, type }) =>
        sql`${sql.ref(name)} = regexp_replace(t.${sql.ref(name)}::text, ${pattern}, ${mask}, 'gi')::${sql.raw(type)}`,
    )
    const { numAffectedRows } = await sql`
      update ${sql.table(table)} t set ${sql.join(set)}
      where t.workspace_id = ${tx.workspaceId} and (${sql.join(found, sql` or `)})`.execute(tx)
    changed += Number(numAffectedRows ?? 0)
  }
  await maskCopies(tx, pattern, values)
  return changed
}

/** What repeats those words: search, mails as they came, answers kept for a retry. */
async function maskCopies(tx: Tx, pattern: string, values: string[]) {
  await sql`
    update message_search s
    set tsv = message_words(m.language, m.subject, concat_ws(E'\n', m.from_name, m.from_address), left(m.text, 100000))
    from messages m
    where s.workspace_id = ${tx.workspaceId} and m.workspace_id = s.workspace_id and m.id = s.message_id
      and tsvector_to_array(s.tsv) && ${values}::text[]`.execute(tx)
  await sql`
    update receipts t set raw = null, envelope = regexp_replace(t.envelope::text, ${pattern}, ${mask}, 'gi')::jsonb
    where t.workspace_id = ${tx.workspaceId}
      and (t.envelope::text ~* ${pattern} or (t.raw is not null and encode(t.raw, 'escape') ~* ${pattern}))`.execute(
    tx,
  )
  await sql`
    delete from idempotency_keys t
    where t.workspace_id = ${tx.workspaceId} and t.body::text ~* ${pattern}`.execute(tx)
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
