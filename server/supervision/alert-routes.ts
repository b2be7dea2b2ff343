import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { BoardName } from '#contract/supervision.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { isWantedHigh, type Limits } from './alert-figures.ts'
import { type AlertRow, alertRows, alertWith, endEpisode, toAlert } from './alerts.ts'
import { boardNamed } from './boards.ts'
import { placesOf } from './counting.ts'

const os = implement(contract.supervision).$context<RequestContext>().use(guard)

/** More than this nobody reads. */
const mostAlerts = 50

/** The routes of alerts. */
export function alertRoutes({ recordEvent, newId, clock }: Ground) {
  const record = (tx: Tx, actor: Actor, type: EventType, id: string, data: Record<string, unknown>) =>
    recordEvent(tx, {
      type,
      actor: asEventActor(actor),
      subject: { kind: 'wallboard_alert', id },
      data,
    })

  return {
    alerts: os.alerts.handler(async ({ context: { tx } }) => {
      const named = await naming(tx)
      const rows = await alertRows(tx)
      return { items: rows.flatMap(row => (named(row.board) ? [toAlert(row, named(row.board)!)] : [])) }
    }),

    createAlert: os.createAlert.handler(async ({ input, context: { tx, actor } }) => {
      const board = (await naming(tx))(input.board)
      if (!board) throw new NotFound('wallboard')
      requireWayBack(input)
      if ((await alertRows(tx)).length >= mostAlerts)
        throw new Invalid('alert.too_many', { most: mostAlerts })
      const id = newId()
      await tx
        .insertInto('wallboard_alerts')
        .values({
          ...{
            workspace_id: tx.workspaceId,
            id,
            board: board.key,
            created_at: clock.now(),
            beyond_since: null,
          },
          ...{ figure: input.figure, channel: input.channel, threshold: input.threshold, back: input.back },
          ...{ minutes: input.minutes, mail: input.mail, enabled: input.enabled },
        })
        .execute()
      await record(tx, actor, 'wallboard_alert.created', id, { after: input })
      return toAlert(await alertWith(tx, id), board)
    }),

    updateAlert: os.updateAlert.handler(async ({ input: { id, ...said }, context: { tx, actor } }) => {
      const before = await alertWith(tx, id, true)
      const after = { ...valuesOf(before), ...withoutGaps(said) }
      requireWayBack({ figure: before.figure, ...after })
      await endEpisode(tx, id, clock.now())
      await tx
        .updateTable('wallboard_alerts')
        .set({ ...after, beyond_since: null })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', id)
        .execute()
      await record(tx, actor, 'wallboard_alert.updated', id, { before: valuesOf(before), after })
      const board = (await naming(tx))(before.board)
      if (!board) throw new NotFound('wallboard')
      return toAlert(await alertWith(tx, id), board)
    }),

    deleteAlert: os.deleteAlert.handler(async ({ input: { id }, context: { tx, actor } }) => {
      const before = await alertWith(tx, id, true)
      await tx
        .deleteFrom('wallboard_alerts')
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', id)
        .execute()
      await record(tx, actor, 'wallboard_alert.deleted', id, { before: valuesOf(before) })
      return { done: true as const }
    }),
  }
}

const valuesOf = ({ threshold, back, minutes, mail, enabled }: AlertRow) => ({
  ...{ threshold, back, minutes, mail, enabled },
})

const withoutGaps = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: NonNullable<Values[Key]>
  }

/** An alert whose way back lies beyond its threshold would end before it began. */
function requireWayBack({ figure, threshold, back }: Omit<Limits, 'minutes'>): void {
  const isMeant = isWantedHigh(figure) ? back >= threshold : back <= threshold
  if (!isMeant) throw new Invalid('alert.no_way_back')
}

async function naming(tx: Tx): Promise<(key: string) => BoardName | undefined> {
  const places = await placesOf(tx)
  return key => boardNamed(places, key)
}
