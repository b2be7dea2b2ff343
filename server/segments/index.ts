import { type RawBuilder, sql } from 'kysely'
import type { Touch } from '#contract/segments.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { inSegment } from './compiling.ts'
import type { SegmentDeps } from './keeping.ts'
import { segmentRows, segmentsOf, touchOf } from './queries.ts'
import { segmentRoutes } from './routes.ts'

export { segmentsNamed } from './families.ts'
export type { SegmentUses } from './queries.ts'

/** Which segments somebody is in, and their touch. */
export interface Standing {
  segmentIds: readonly string[]
  touch: Touch | null
}

/** Segments of customers on four families (M3), and high or low touch by their order (M4). */
export function createSegments(deps: SegmentDeps) {
  const now = () => deps.ground.clock.now()
  return {
    router: segmentRoutes(deps),
    /** How some people stand as they are now. */
    async standingOf(tx: Tx, contactIds: readonly string[]): Promise<(contactId: string) => Standing> {
      const rows = await segmentRows(tx)
      const isIn = await segmentsOf(tx, now(), rows, contactIds)
      return contactId => {
        const segmentIds = isIn.get(contactId) ?? []
        return { segmentIds, touch: touchOf(rows, segmentIds) }
      }
    },
    /** True, in SQL, for the contacts `p` of a segment. */
    async holding(tx: Tx, id: string): Promise<RawBuilder<boolean>> {
      const row = (await segmentRows(tx)).find(one => one.id === id)
      if (!row) throw new NotFound('segment')
      return sql`${inSegment(row.body, { workspaceId: tx.workspaceId, now: now() })}`
    },
    /** Refuses ids that are no segments of the workspace. */
    async requireAll(tx: Tx, ids: readonly string[]): Promise<void> {
      const known = new Set((await segmentRows(tx)).map(({ id }) => id))
      if (ids.some(id => !known.has(id))) throw new NotFound('segment')
    },
  }
}

export type SegmentsOfCustomers = ReturnType<typeof createSegments>
