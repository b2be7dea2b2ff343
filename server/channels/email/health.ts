import { sql } from 'kysely'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { EmailChannel } from './channel-records.ts'
import type { EmailSettings } from './settings.ts'

interface Observed {
  state: 'works' | 'silent' | 'failing'
  error?: string
}

interface KeptHealth {
  state?: 'works' | 'silent' | 'failing'
  since?: string
  error?: string
}

/** Notes how a channel does; only a change is an event, and a change for the worse is what people are alerted of. */
export async function noteHealth(
  ground: Ground,
  channel: Pick<EmailChannel, 'id' | 'workspace_id'>,
  { state, error }: Observed,
): Promise<void> {
  await ground.db.inWorkspace(channel.workspace_id, async tx => {
    const row = await tx
      .selectFrom('channels')
      .select('health')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', channel.id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return
    const before = row.health as KeptHealth
    if (before.state === state && before.error === error) return
    const since = before.state === state ? before.since : ground.clock.now().toISOString()
    const { error: _old, ...kept } = before
    await tx
      .updateTable('channels')
      .set({ health: JSON.stringify({ ...kept, state, since, ...(error && { error }) }) })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', channel.id)
      .execute()
    if (before.state === state) return
    await ground.recordEvent(tx, {
      type:
        state === 'works' ? 'channel.recovered' : state === 'silent' ? 'channel.silent' : 'channel.failing',
      actor: system,
      subject: { kind: 'channel', id: channel.id },
      data: { from: before.state ?? 'unknown', to: state },
    })
  })
}

/** Looks for mailboxes that have been silent for longer than their channel allows, and for those that speak again. */
export async function checkSilence(ground: Ground): Promise<void> {
  const now = ground.clock.now()
  const { rows } = await sql<EmailChannel & { last_in: Date | null; first_in: Date | null }>`
    select c.*,
      (select max(r.received_at) from receipts r where r.workspace_id = c.workspace_id and r.channel_id = c.id) as last_in
    from channels c
    where c.kind = 'email' and c.enabled`.execute(ground.db.system)
  for (const channel of rows) {
    const { state } = channel.health as KeptHealth
    if (state === 'failing' || channel.last_in === null) continue // one that never received is being set up
    const hours = (channel.settings as EmailSettings).silentAfterHours ?? 24
    const silent = now.getTime() - channel.last_in.getTime() > hours * 3_600_000
    await noteHealth(ground, channel, { state: silent ? 'silent' : 'works' })
  }
}
