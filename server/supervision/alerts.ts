import { sql } from 'kysely'
import type { Alert, AlertFigure, Board, BoardName } from '#contract/supervision.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'

export interface AlertRow {
  id: string
  figure: AlertFigure
  channel: string | null
  board: string
  threshold: number
  back: number
  minutes: number
  mail: boolean
  enabled: boolean
  beyond_since: Date | null
  since: Date | null
  value: number | null
  last_ended_at: Date | null
  episodes: number
}

/** The alerts of a workspace, in the order in which they were made. */
export async function alertRows(
  tx: Tx,
  { id, lock = false }: { id?: string; lock?: boolean } = {},
): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    select a.id, a.figure, a.channel, a.board, a.threshold, a.back, a.minutes, a.mail, a.enabled, a.beyond_since,
      e.began_at as since, e.value,
      (select max(o.ended_at) from wallboard_alert_episodes o
        where o.workspace_id = a.workspace_id and o.alert_id = a.id) as last_ended_at,
      (select count(*) from wallboard_alert_episodes o
        where o.workspace_id = a.workspace_id and o.alert_id = a.id) as episodes
    from wallboard_alerts a
    left join wallboard_alert_episodes e
      on e.workspace_id = a.workspace_id and e.alert_id = a.id and e.ended_at is null
    where a.workspace_id = ${tx.workspaceId} and (${id ?? null}::uuid is null or a.id = ${id ?? null}::uuid)
    order by a.created_at, a.id
    ${lock ? sql`for update of a` : sql``}`.execute(tx)
  return rows
}

/** The alert of that id. */
export async function alertWith(tx: Tx, id: string, lock = false): Promise<AlertRow> {
  const [row] = await alertRows(tx, { id, lock })
  if (!row) throw new NotFound('wallboard_alert')
  return row
}

/** An alert as the contract says it. */
export const toAlert = (row: AlertRow, board: BoardName): Alert => ({
  ...{ id: row.id, figure: row.figure, channel: row.channel, board },
  ...{ threshold: row.threshold, back: row.back, minutes: row.minutes },
  ...{ mail: row.mail, enabled: row.enabled, episodes: row.episodes },
  since: row.since?.toISOString() ?? null,
  lastEndedAt: row.last_ended_at?.toISOString() ?? null,
})

/** What is beyond now, for the boards. */
export function openAlerts(
  rows: readonly AlertRow[],
  named: (key: string) => BoardName | undefined,
): Board['alerts'] {
  return rows.flatMap(({ id, figure, channel, board, threshold, value, since }) => {
    const name = named(board)
    return name && since && value !== null
      ? [{ id, figure, channel, board: name, threshold, value, since: since.toISOString() }]
      : []
  })
}

/** Ends the open episode of an alert; false where none was. */
export async function endEpisode(tx: Tx, alertId: string, now: Date): Promise<boolean> {
  const ended = await tx
    .updateTable('wallboard_alert_episodes')
    .set({ ended_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('alert_id', '=', alertId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute()
  return ended.length > 0
}

/** Opens an episode; false where one is open, whoever opened it. */
export async function openEpisode(
  tx: Tx,
  episode: { id: string; alertId: string; now: Date; value: number },
): Promise<boolean> {
  const made = await tx
    .insertInto('wallboard_alert_episodes')
    .values({
      workspace_id: tx.workspaceId,
      id: episode.id,
      alert_id: episode.alertId,
      began_at: episode.now,
      value: episode.value,
      ended_at: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .execute()
  return made.length > 0
}

/** Remembers since when a figure is beyond. */
export async function noteBeyond(tx: Tx, alertId: string, since: Date | null): Promise<void> {
  await tx
    .updateTable('wallboard_alerts')
    .set({ beyond_since: since })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', alertId)
    .execute()
}
