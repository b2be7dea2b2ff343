import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { shownContactFor } from '#server/contacts/index.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import {
  createSegment,
  orderSegments,
  type SegmentDeps,
  segmentsWithUses,
  setAway,
  updateSegment,
} from './keeping.ts'
import { countsOf, segmentRows, segmentsOf, someOf, touchOf } from './queries.ts'

const os = implement(contract.segments).$context<RequestContext>().use(guard)

const mostPeople = 10

/** The routes of segments. */
export function segmentRoutes(deps: SegmentDeps) {
  const now = () => deps.ground.clock.now()
  return os.router({
    list: os.list.handler(async ({ context: { tx } }) => ({ items: await segmentsWithUses(deps, tx) })),
    create: os.create.handler(({ input, context: { tx, actor } }) => createSegment(deps, tx, actor, input)),
    update: os.update.handler(({ input, context: { tx, actor } }) => updateSegment(deps, tx, actor, input)),
    order: os.order.handler(async ({ input, context: { tx, actor } }) => {
      await orderSegments(deps, tx, actor, input.ids)
      return { items: await segmentsWithUses(deps, tx) }
    }),
    remove: os.remove.handler(async ({ input, context: { tx, actor } }) => {
      await setAway(deps, tx, actor, input.id, true)
      return { done: true as const }
    }),
    restore: os.restore.handler(async ({ input, context: { tx, actor } }) => {
      await setAway(deps, tx, actor, input.id, false)
      return (await segmentsWithUses(deps, tx)).find(({ id }) => id === input.id)!
    }),
    counts: os.counts.handler(async ({ context: { tx } }) => {
      const rows = await segmentRows(tx)
      const bodies = rows.map(({ body }) => body)
      const counts = await countsOf(tx, now(), bodies, { isExact: false })
      return { items: rows.map(({ id }, index) => ({ id, ...counts[index]! })) }
    }),
    preview: os.preview.handler(async ({ input: { body, isExact }, context: { tx } }) => {
      const [count] = await countsOf(tx, now(), [body], { isExact })
      return { ...count!, people: (isExact && (await someOf(tx, now(), body, mostPeople))) || [] }
    }),
    ofContact: os.ofContact.handler(async ({ input, context: { tx, actor } }) => {
      const { id } = await shownContactFor(tx, actor, input.id)
      const rows = await segmentRows(tx)
      const isIn = (await segmentsOf(tx, now(), rows, [id])).get(id) ?? []
      return {
        items: rows.filter(row => isIn.includes(row.id)).map(row => ({ id: row.id, name: row.name })),
        touch: touchOf(rows, isIn),
      }
    }),
  })
}
