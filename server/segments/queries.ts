import { type Selectable, sql } from 'kysely'
import { type Segment, SegmentBody, type SegmentUse, type Touch } from '#contract/segments.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Segments } from '#server/platform/schema.ts'
import { eligible, inSegment } from './compiling.ts'

export type SegmentRow = Omit<Segment, 'usedBy'>

/** What asks for segments, with the ones that it names. */
export type SegmentUses = (tx: Tx) => Promise<(SegmentUse & { segmentIds: readonly string[] })[]>

/** The segments in their order; those put away only when asked. */
export async function segmentRows(tx: Tx, { archived = false } = {}): Promise<SegmentRow[]> {
  const rows = await tx
    .selectFrom('segments')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('archived_at', archived ? 'is not' : 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(toRow)
}

/** One segment, locked: of two who change it, the second is told. */
export async function segmentToChange(tx: Tx, id: string, { archived = false } = {}): Promise<SegmentRow> {
  const row = await tx
    .selectFrom('segments')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('archived_at', archived ? 'is not' : 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound('segment')
  return toRow(row)
}

const toRow = (row: Selectable<Segments>): SegmentRow => ({
  id: row.id,
  name: row.name,
  position: row.position,
  touch: row.touch,
  body: SegmentBody.parse(row.body),
  version: row.version,
  updatedAt: row.updated_at.toISOString(),
})

/** Which segments each of some people is in, in the order of the segments. */
export async function segmentsOf(
  tx: Tx,
  now: Date,
  segments: readonly Pick<SegmentRow, 'id' | 'body'>[],
  contactIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (segments.length === 0 || contactIds.length === 0) return new Map()
  const asked = { workspaceId: tx.workspaceId, now, only: [...new Set(contactIds)] }
  const cases = segments.map(({ id, body }) => sql`case when ${inSegment(body, asked)} then ${id}::uuid end`)
  const { rows } = await sql<{ id: string; segments: string[] }>`
    select p.id, array_remove(array[${sql.join(cases)}], null) as segments from contacts p
    where p.workspace_id = ${tx.workspaceId} and p.id = any (${asked.only}::uuid[])`.execute(tx)
  return new Map(rows.map(row => [row.id, row.segments]))
}

/** High or low touch: by the first segment that holds somebody and says one (M4). */
export function touchOf(
  segments: readonly Pick<SegmentRow, 'id' | 'touch'>[],
  isIn: readonly string[],
): Touch | null {
  return segments.find(({ id, touch }) => touch !== null && isIn.includes(id))?.touch ?? null
}

export interface Count {
  count: number
  isExact: boolean
}

/** From so many people on, a sample is asked first: one in 64, by their id, the same each time. */
const sampledFrom = 5_000
const oneIn = 64
/** No question about a segment holds the database for longer. */
const mostMs = 3_000

/** How many people are in each of some segments: a sample where there are many, unless the exact figure is asked. */
export async function countsOf(
  tx: Tx,
  now: Date,
  bodies: readonly SegmentBody[],
  { isExact }: { isExact: boolean },
): Promise<Count[]> {
  if (bodies.length === 0) return []
  if (isExact) {
    const exact = await inTime(tx, () => counted(tx, now, bodies, false))
    if (exact) return exact.map(count => ({ count, isExact: true }))
  } else if (!(await isLarge(tx))) {
    return (await counted(tx, now, bodies, false)).map(count => ({ count, isExact: true }))
  }
  const sampled = (await inTime(tx, () => counted(tx, now, bodies, true))) ?? bodies.map(() => 0)
  return sampled.map(count => ({ count: count * oneIn, isExact: false }))
}

async function counted(tx: Tx, now: Date, bodies: readonly SegmentBody[], isSample: boolean) {
  const asked = { workspaceId: tx.workspaceId, now }
  const counts = bodies.map(body => sql`count(*) filter (where ${inSegment(body, asked)})::int`)
  const { rows } = await sql<{ counts: number[] }>`
    select array[${sql.join(counts)}] as counts from contacts p
    where p.workspace_id = ${tx.workspaceId} and ${eligible}
      and ${isSample ? sql`uuid_hash(p.id) % ${sql.lit(oneIn)} = 0` : sql`true`}`.execute(tx)
  return rows[0]!.counts
}

async function isLarge(tx: Tx): Promise<boolean> {
  const { rows } = await sql`
    select from contacts where workspace_id = ${tx.workspaceId} offset ${sampledFrom} limit 1`.execute(tx)
  return rows.length > 0
}

/** Some people of a segment, the last who wrote first. */
export async function someOf(tx: Tx, now: Date, body: SegmentBody, limit: number) {
  const asked = { workspaceId: tx.workspaceId, now }
  return inTime(tx, async () => {
    const { rows } = await sql<{ id: string; name: string }>`
      select p.id, p.name from contacts p
      where p.workspace_id = ${tx.workspaceId} and ${inSegment(body, asked)}
      order by p.last_contact_at desc nulls last, p.id
      limit ${limit}`.execute(tx)
    return rows
  })
}

/** Reads something that may take long; undefined when it would take too long. The transaction goes on either way. */
async function inTime<Value>(tx: Tx, read: () => Promise<Value>): Promise<Value | undefined> {
  await sql`savepoint in_time`.execute(tx)
  try {
    await sql`set local statement_timeout = ${sql.lit(mostMs)}`.execute(tx)
    return await read()
  } catch (error) {
    if (!isTimeout(error)) throw error
    return undefined
  } finally {
    // What was set goes back with it: nothing was written in between.
    await sql`rollback to savepoint in_time`.execute(tx)
    await sql`release savepoint in_time`.execute(tx)
  }
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '57014'
