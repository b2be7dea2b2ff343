import { type Selectable, sql } from 'kysely'
import type { ExternalRecord } from '#contract/contacts.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ExternalRecords } from '#server/platform/schema.ts'
import { contactFor } from './cards.ts'
import { type Sight, sightOf } from './visibility.ts'

type RecordRow = Selectable<ExternalRecords>

export interface RecordInput {
  id: string
  type: string
  externalId: string
  title: string
  status?: string | null | undefined
  url?: string | null | undefined
  amount?: number | null | undefined
  currency?: string | null | undefined
  occurredAt?: string | null | undefined
  data?: Record<string, unknown> | undefined
}

/** What the column holds: 12 digits and 2 decimals. */
const largestAmount = 999_999_999_999.99

/** Orders, deliveries, invoices of a person, newest first. */
export async function listRecords(tx: Tx, sight: Sight, contactId: string): Promise<ExternalRecord[]> {
  const { id } = await contactFor(tx, sight, contactId)
  if (!sight.sees('records')) return []
  const rows = await tx
    .selectFrom('external_records')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', '=', id)
    .orderBy(sql`coalesce(occurred_at, created_at)`, 'desc')
    .orderBy('type')
    .orderBy('external_id')
    // A card shows the newest; the timeline pages through all of them.
    .limit(500)
    .execute()
  return rows.map(toRecord)
}

/** Creates a record or replaces it by its external id; the same again changes and announces nothing. */
export async function putRecord(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  input: RecordInput,
): Promise<ExternalRecord> {
  const shown = await contactFor(tx, await sightOf(tx, actor), input.id, { lock: true })
  const now = ground.clock.now()
  const values = columnsOf(input)
  const made = await tx
    .insertInto('external_records')
    .values({
      workspace_id: tx.workspaceId,
      type: input.type,
      external_id: input.externalId,
      ...values,
      created_at: now,
      updated_at: now,
    })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (made) {
    await announce(ground, tx, actor, made, { created: true, statusBefore: null })
    return toRecord(made)
  }
  const before = await ofSameContact(tx, input, shown.id)
  const after = await replace(tx, input, { ...values, updated_at: now })
  if (!after) return toRecord(before)
  await announce(ground, tx, actor, after, { created: false, statusBefore: before.status })
  return toRecord(after)
}

function columnsOf({ id, title, status, url, amount, currency, occurredAt, data }: RecordInput) {
  if (amount != null && Math.abs(amount) > largestAmount) throw new Invalid('record.amount_too_large')
  const code = currency?.toUpperCase() ?? null
  if (code !== null && !/^[A-Z]{3}$/.test(code)) throw new Invalid('record.currency', { currency })
  return {
    contact_id: id,
    title,
    status: status ?? null,
    url: url ?? null,
    amount: amount ?? null,
    currency: code,
    occurred_at: occurredAt ?? null,
    data: JSON.stringify(data ?? {}),
  }
}

/** The record of this external id, which may not pass from one person to another in silence. */
async function ofSameContact(tx: Tx, { type, externalId }: RecordInput, shownId: string): Promise<RecordRow> {
  const { rows } = await sql<RecordRow & { contact_name: string }>`
    select r.*, p.name as contact_name
    from external_records r
    join contacts p on p.workspace_id = r.workspace_id and p.id = r.contact_id
    where r.workspace_id = ${tx.workspaceId} and r.type = ${type} and r.external_id = ${externalId}
    for update of r`.execute(tx)
  const { contact_name, ...record } = rows[0]!
  if (record.contact_id !== shownId)
    throw new Refused('record.of_another_contact', { externalId, name: contact_name })
  return record
}

/** Undefined when nothing differs: the database compares, as it rounds amounts and orders JSON in its own way. */
async function replace(
  tx: Tx,
  { type, externalId }: RecordInput,
  values: ReturnType<typeof columnsOf> & { updated_at: Date },
): Promise<RecordRow | undefined> {
  const { rows } = await sql<RecordRow>`
    update external_records
    set title = ${values.title}, status = ${values.status}, url = ${values.url}, amount = ${values.amount},
      currency = ${values.currency}, occurred_at = ${values.occurred_at}, data = ${values.data},
      updated_at = ${values.updated_at}
    where workspace_id = ${tx.workspaceId} and type = ${type} and external_id = ${externalId}
      and (title, status, url, amount, currency, occurred_at, data) is distinct from
        (${values.title}, ${values.status}, ${values.url}, ${values.amount}::numeric(14, 2), ${values.currency},
          ${values.occurred_at}::timestamptz, ${values.data}::jsonb)
    returning *`.execute(tx)
  return rows[0]
}

/** Screens that show the card hear it and draw the record again. */
async function announce(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  record: RecordRow,
  { created, statusBefore }: { created: boolean; statusBefore: string | null },
): Promise<void> {
  await ground.recordEvent(tx, {
    type: 'record.updated',
    actor: asEventActor(actor),
    subject: { kind: 'contact', id: record.contact_id },
    contactId: record.contact_id,
    data: {
      recordType: record.type,
      externalId: record.external_id,
      created,
      statusBefore,
      statusAfter: record.status,
    },
    details: { title: record.title },
  })
}

const toRecord = (row: RecordRow): ExternalRecord => ({
  type: row.type,
  externalId: row.external_id,
  contactId: row.contact_id,
  title: row.title,
  status: row.status,
  url: row.url,
  amount: row.amount,
  currency: row.currency,
  occurredAt: row.occurred_at?.toISOString() ?? null,
  data: row.data as Record<string, unknown>,
  updatedAt: row.updated_at.toISOString(),
})
