import { sql } from 'kysely'
import { marksOf } from '#server/contacts/index.ts'
import { settleAllOf } from '#server/conversations/index.ts'
import { closeRecoveriesOf } from '#server/loops/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import { forgetFiles } from '#server/platform/forgotten-files.ts'
import type { Ground } from '#server/platform/ground.ts'
import { doLater } from '#server/platform/jobs.ts'
import { holdOf } from './holds.ts'
import { personalTables } from './map.ts'
import { maskElsewhere, mentionsOf } from './masking.ts'
import { type Person, personOf } from './person.ts'
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
  // Once is all: whatever hangs on the empty card by now is of somebody else.
  if (person.erasedAt) throw new Refused('privacy.already_erased')
  const hold = await holdOf(tx, person.contactIds)
  if (hold) throw new Refused('privacy.on_hold', { reason: hold.reason })
  const at = ground.clock.now()

  const mentions = await mentionsOf(tx, person)
  const words = await wordsOf(tx, person)
  const deliveries = await deliveriesOf(tx, person)
  const companies = await companiesOf(tx, person)
  const candidates = await filesOf(tx, person)
  const kept = await keptOf(tx, person)
  const counts = await takeAway(tx, person)
  const masked = await maskElsewhere(tx, person, mentions)
  counts.mentions = masked.rows
  await sql`select forget_words(${[...words, ...masked.words]}::text[])`.execute(tx)
  await forgetCompanies(tx, companies)
  const files = await forgetFiles(tx, candidates)
  await tx
    .updateTable('contacts')
    .set({ erased_at: at, updated_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', person.contactIds)
    .execute()

  const row = await writeReceipt(ground, tx, { person, cause, by, at, counts })
  await doLater(tx, {
    task: settleTask,
    payload: {
      erasureId: row.id,
      files,
      kept: [...kept, ...masked.kept],
      sent: [...deliveries, ...masked.deliveryIds],
    },
  })
  const actor = by ? asEventActor(by) : system
  await settleAllOf(ground, tx, person.contactIds, actor)
  await closeRecoveriesOf(ground, tx, person.contactIds, actor)
  await answerRequests(ground, tx, person, { at, actor })
  await ground.recordEvent(tx, {
    type: 'contact.erased',
    actor,
    subject: { kind: 'contact', id: contactId },
    contactId,
    data: { cause, erasureId: row.id },
  })
  return row
}

/** Takes a person's rows out of every table that the map names, or empties them; gives how many by part. */
async function takeAway(tx: Tx, person: Person): Promise<Counts> {
  const counts: Counts = {}
  for (const { table, part, of, erase } of personalTables) {
    if (erase === 'with proofs') {
      const { rows } = await sql<{ n: number | null }>`
        select sum(forget_proofs(id))::int as n from unnest(${person.contactIds}::uuid[]) as id`.execute(tx)
      counts[part] = (counts[part] ?? 0) + (rows[0]!.n ?? 0)
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
  return counts
}

/**
 * Takes the words and files of some conversations whose time is over, as an erasure would, and leaves the person and the
 * fact that they wrote. Nothing proves it but the empty conversations: the next purge does it again after a restore.
 */
export async function emptyConversations(ground: Ground, tx: Tx, ids: string[]): Promise<void> {
  const { rows: messages } = await sql<{ id: string }>`
    select id from messages
    where workspace_id = ${tx.workspaceId} and conversation_id = any (${ids}::uuid[])`.execute(tx)
  const theirs: Person = {
    ...{
      contactId: '',
      contactIds: [],
      name: '',
      language: null,
      erasedAt: null,
      identities: [],
      values: [],
    },
    conversationIds: ids,
    messageIds: messages.map(({ id }) => id),
  }
  const words = await wordsOf(tx, theirs)
  const sent = await deliveriesOf(tx, theirs)
  const candidates = await filesOf(tx, theirs)
  const kept = await keptOf(tx, theirs)
  await takeAway(tx, theirs)
  await sql`select forget_words(${words}::text[])`.execute(tx)
  const files = await forgetFiles(tx, candidates)
  await tx
    .updateTable('conversations')
    .set({ emptied_at: ground.clock.now(), archived_at: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .execute()
  await doLater(tx, { task: settleTask, payload: { files, kept, sent } })
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
    .where(eb =>
      eb.or([
        eb('contact_id', '=', person.contactId),
        sql<boolean>`${person.contactId}::uuid = any (contact_ids)`,
      ]),
    )
    .executeTakeFirst()
  // Done again after a restore: the first receipt stands.
  if (known) return known
  return tx
    .insertInto('erasures')
    .values({
      workspace_id: tx.workspaceId,
      id: ground.newId(),
      contact_id: person.contactId,
      contact_ids: person.contactIds,
      cause,
      asked_by: by?.memberId ?? null,
      at,
      counts: JSON.stringify(counts),
      marks: marksOf(ground.secrets, tx.workspaceId, person.identities),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** A request to be erased is answered by the erasure: nobody is reminded of it any more. */
async function answerRequests(
  ground: Ground,
  tx: Tx,
  { contactIds }: Person,
  { at, actor }: { at: Date; actor: EventActor },
): Promise<void> {
  const answered = await tx
    .updateTable('rights_requests')
    .set({ decided_at: at, decision: 'granted' })
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', contactIds)
    .where('kind', '=', 'erasure')
    .where('decided_at', 'is', null)
    .returning(['id', 'contact_id'])
    .execute()
  for (const { id, contact_id } of answered)
    await ground.recordEvent(tx, {
      type: 'rights_request.decided',
      actor,
      subject: { kind: 'rights_request', id },
      contactId: contact_id,
      data: { decision: 'granted' },
    })
}

/** Mails that left for a person, or about them. */
async function deliveriesOf(tx: Tx, person: Person): Promise<string[]> {
  const deliveries = personalTables.find(({ table }) => table === 'deliveries')!
  const { rows } = await sql<{ id: string }>`
    select t.id from deliveries t where t.workspace_id = ${tx.workspaceId} and ${deliveries.of(person)}`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** Companies that a person's address made, of which they may have been all there was. */
async function companiesOf(tx: Tx, { contactIds }: Person): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct o.id
    from contacts c
    join companies o on o.workspace_id = c.workspace_id
      and (o.id = c.company_id or o.id = (c.own ->> 'company_id')::uuid)
    where c.workspace_id = ${tx.workspaceId} and c.id = any (${contactIds}::uuid[]) and o.name = o.domain`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** A domain of one's own names its owner: nothing is left of it when nobody else is there. */
async function forgetCompanies(tx: Tx, ids: string[]): Promise<void> {
  await sql`
    with gone as (
      delete from companies o
      where o.workspace_id = ${tx.workspaceId} and o.id = any (${ids}::uuid[])
        and not exists (select from contacts c where c.workspace_id = o.workspace_id
          and (c.company_id = o.id or c.own ->> 'company_id' = o.id::text))
      returning o.id
    )
    delete from event_details d
    using events e, gone
    where d.workspace_id = ${tx.workspaceId} and e.workspace_id = d.workspace_id and e.id = d.event_id
      and e.subject_kind = 'company' and e.subject_id = gone.id`.execute(tx)
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
