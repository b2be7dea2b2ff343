import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { alertAdministrators } from './alerts.ts'
import type { EmailChannel } from './channel-records.ts'
import type { EmailSettings } from './settings.ts'

/** Receiving and sending fail apart: one that works again must not hide the other. */
type Side = 'in' | 'out'

export interface Observed {
  state: 'works' | 'silent' | 'failing'
  /** The server's own words. */
  error?: string
}

/** What a channel keeps of how it does. */
export interface KeptHealth extends Partial<Observed> {
  since?: string
  in?: Observed
  out?: Observed
  /** When people were last told of each trouble. */
  told?: { silent?: string; failing?: string }
}

/** A server that comes and goes is told of once an hour, not at each of its falls. */
const tellAgainMs = 3_600_000

/** Notes how a side of a channel does. Only a change is an event, and administrators get a mail of one for the worse. */
export async function noteHealth(
  ground: Ground,
  channel: Pick<EmailChannel, 'id' | 'workspace_id'>,
  side: Side,
  observed: Observed,
  lastInAt?: Date,
): Promise<void> {
  await ground.db.inWorkspace(channel.workspace_id, async tx => {
    const row = await tx
      .selectFrom('channels')
      .selectAll()
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', channel.id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return
    const before = row.health as KeptHealth
    const sides = { in: before.in, out: before.out, [side]: observed }
    const overall = worstOf(sides)
    const isSame = before.state === overall.state && before.error === overall.error
    if (isSame && before[side]?.state === observed.state && before[side]?.error === observed.error) return
    const now = ground.clock.now()
    const isChange = before.state !== overall.state
    const tells = isChange && overall.state !== 'works' && mayTell(before, overall.state, now)
    const after: KeptHealth = {
      ...sides,
      ...overall,
      since: isChange || !before.since ? now.toISOString() : before.since,
      told: { ...before.told, ...(tells && { [overall.state]: now.toISOString() }) },
    }
    await tx
      .updateTable('channels')
      .set({ health: JSON.stringify(after) })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', channel.id)
      .execute()
    // One that works from its first mail on has recovered from nothing.
    if (!isChange || (before.state === undefined && overall.state === 'works')) return
    await ground.recordEvent(tx, {
      type: overall.state === 'works' ? 'channel.recovered' : `channel.${overall.state}`,
      actor: system,
      subject: { kind: 'channel', id: channel.id },
      data: { from: before.state ?? 'unknown', to: overall.state },
    })
    if (tells)
      await alertAdministrators(ground, tx, row, {
        trouble: overall.state === 'silent' ? 'silent' : sides.in?.state === 'failing' ? 'in' : 'out',
        error: overall.error,
        lastInAt,
      })
  })
}

/** A mailbox could be opened: over is what kept us out; silence is only ended by a mail. */
export async function noteConnected(
  ground: Ground,
  channel: Pick<EmailChannel, 'id' | 'workspace_id'>,
): Promise<void> {
  const row = await ground.db.system
    .selectFrom('channels')
    .select('health')
    .where('workspace_id', '=', channel.workspace_id)
    .where('id', '=', channel.id)
    .executeTakeFirst()
  const state = (row?.health as KeptHealth | undefined)?.in?.state
  if (state === 'failing' || state === undefined) await noteHealth(ground, channel, 'in', { state: 'works' })
}

function worstOf(sides: { in?: Observed | undefined; out?: Observed | undefined }): Observed {
  const all = [sides.in, sides.out].filter(one => one !== undefined)
  return (
    all.find(one => one.state === 'failing') ?? all.find(one => one.state === 'silent') ?? { state: 'works' }
  )
}

function mayTell({ told }: KeptHealth, state: 'silent' | 'failing', now: Date): boolean {
  const last = told?.[state]
  return last === undefined || now.getTime() - new Date(last).getTime() >= tellAgainMs
}

export interface SilenceDeps {
  /** Minutes of open time between two instants, by a calendar or else the workspace's own. */
  openMinutes: (tx: Tx, calendarId: string | null, from: Date, to: Date) => Promise<number>
}

/** Looks for mailboxes that have been silent for longer than their channel allows, and for those that speak again. */
export async function checkSilence(ground: Ground, { openMinutes }: SilenceDeps): Promise<void> {
  const now = ground.clock.now()
  const { rows } = await sql<EmailChannel & { last_in: Date | null }>`
    select c.*, (
      select max(r.received_at) from receipts r where r.workspace_id = c.workspace_id and r.channel_id = c.id
    ) as last_in
    from channels c
    join workspaces w on w.id = c.workspace_id
    where c.kind = 'email' and c.enabled and not w.is_demo`.execute(ground.db.system)
  for (const channel of rows) {
    const { last_in } = channel
    if (last_in === null) continue // one that never received is being set up
    if ((channel.health as KeptHealth).in?.state === 'failing') continue // that is why it is silent
    const hours = (channel.settings as EmailSettings).silentAfterHours ?? 24
    // However the hours are set, nothing longer than a season is worth counting.
    const from = new Date(Math.max(last_in.getTime(), now.getTime() - 120 * 86_400_000))
    const quiet = await ground.db.readWorkspace(channel.workspace_id, tx =>
      openMinutes(tx, channel.calendar_id, from, now),
    )
    const state = quiet > hours * 60 ? 'silent' : 'works'
    if ((channel.health as KeptHealth).in?.state !== state)
      await noteHealth(ground, channel, 'in', { state }, last_in)
  }
}
