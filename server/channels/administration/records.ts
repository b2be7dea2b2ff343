import { type Selectable, sql } from 'kysely'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Channels } from '#server/platform/schema.ts'

export type ChannelRecord = Selectable<Channels>

/** What can be wished of every channel, whatever its kind. */
export interface CommonWishes {
  name?: string | undefined
  language?: 'fr' | 'en' | undefined
  signature?: string | undefined
  teamId?: string | null | undefined
  calendarId?: string | null | undefined
  brandId?: string | null | undefined
  enabled?: boolean | undefined
}

/** What a kind of channel adds: where it is reached, and how it is set up. */
export interface OwnColumns {
  address?: string
  settings: object
}

/** Every channel of the workspace, the oldest first; those that were deleted where they are asked for. */
export async function listChannels(tx: Tx, deleted: 'without' | 'only' | 'with'): Promise<ChannelRecord[]> {
  let query = tx
    .selectFrom('channels')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('created_at')
    .orderBy('id')
  if (deleted !== 'with') query = query.where('deleted_at', deleted === 'only' ? 'is not' : 'is', null)
  return query.execute()
}

/** A channel to be changed, held until the end of the transaction; one that is deleted is brought back first. */
export async function channelToChange(tx: Tx, id: string): Promise<ChannelRecord> {
  const row = await channelRecord(tx, id, { lock: true })
  if (row.deleted_at) throw new Refused('channel.deleted')
  return row
}

/** One channel of any kind; refuses what is not there. Held until the end of the transaction where it is to be changed. */
export async function channelRecord(tx: Tx, id: string, { lock = false } = {}): Promise<ChannelRecord> {
  let query = tx
    .selectFrom('channels')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  if (!row) throw new NotFound('channel')
  return row
}

/** Adds a channel of some kind, with its event. */
export async function insertChannel(
  ground: Ground,
  tx: Tx,
  actor: Actor | null,
  kind: string,
  wishes: CommonWishes & { name: string; language: 'fr' | 'en' },
  { address, settings }: OwnColumns & { address: string },
): Promise<ChannelRecord> {
  const id = ground.newId()
  const row = await tx
    .insertInto('channels')
    .values({
      workspace_id: tx.workspaceId,
      id,
      kind,
      name: wishes.name,
      address,
      language: wishes.language,
      signature: wishes.signature ?? '',
      team_id: wishes.teamId ?? null,
      calendar_id: wishes.calendarId ?? null,
      brand_id: wishes.brandId ?? null,
      enabled: wishes.enabled ?? true,
      settings: JSON.stringify(settings),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordChannel(ground, tx, actor, id, 'created', Object.keys(wishes))
  return row
}

/** Changes what every channel has and what its kind adds, with its event. */
export async function updateChannel(
  ground: Ground,
  tx: Tx,
  actor: Actor | null,
  id: string,
  wishes: CommonWishes,
  { address, settings }: OwnColumns,
): Promise<ChannelRecord> {
  const row = await tx
    .updateTable('channels')
    .set(eb => ({
      version: eb('version', '+', 1),
      ...(wishes.name !== undefined && { name: wishes.name }),
      ...(address !== undefined && { address }),
      ...(wishes.language !== undefined && { language: wishes.language }),
      ...(wishes.signature !== undefined && { signature: wishes.signature }),
      ...(wishes.teamId !== undefined && { team_id: wishes.teamId }),
      ...(wishes.calendarId !== undefined && { calendar_id: wishes.calendarId }),
      ...(wishes.brandId !== undefined && { brand_id: wishes.brandId }),
      ...(wishes.enabled !== undefined && { enabled: wishes.enabled }),
      settings: JSON.stringify(settings),
      updated_at: ground.clock.now(),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordChannel(ground, tx, actor, id, 'updated', Object.keys(wishes))
  return row
}

/** Writes that a channel was set up otherwise, and which of its fields; never their values. */
export async function recordChannel(
  ground: Ground,
  tx: Tx,
  actor: Actor | null,
  id: string,
  what: 'created' | 'updated' | 'deleted' | 'restored',
  changed: string[],
): Promise<void> {
  await ground.recordEvent(tx, {
    type: `channel.${what}`,
    actor: actor ? asEventActor(actor) : { kind: 'system', id: null },
    subject: { kind: 'channel', id },
    data: { changed: changed.filter(name => !['id', 'kind', 'version'].includes(name)) },
  })
}

export interface ChannelTimes {
  lastInAt?: Date | null
  lastOutAt?: Date | null
}

/** When each channel last received and last sent. */
export async function channelTimes(tx: Tx): Promise<Map<string, ChannelTimes>> {
  const { rows } = await sql<{ id: string; last_in: Date | null; last_out: Date | null }>`
    select c.id,
      (select max(r.received_at) from receipts r where r.workspace_id = c.workspace_id and r.channel_id = c.id) as last_in,
      (select max(d.sent_at) from deliveries d where d.workspace_id = c.workspace_id and d.channel_id = c.id) as last_out
    from channels c
    where c.workspace_id = ${tx.workspaceId}`.execute(tx)
  return new Map(rows.map(row => [row.id, { lastInAt: row.last_in, lastOutAt: row.last_out }]))
}

interface KeptHealth {
  state?: 'works' | 'silent' | 'failing' | 'unknown'
  since?: string | null
  error?: string | null
}

/** What every channel shows, whatever its kind. */
export function commonOf(row: ChannelRecord, times: ChannelTimes = {}) {
  const health = row.health as KeptHealth
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    language: row.language,
    signature: row.signature,
    teamId: row.team_id,
    calendarId: row.calendar_id,
    brandId: row.brand_id,
    enabled: row.enabled,
    health: {
      // A mailbox is tried now and then; of what customers come to by themselves, coming is the sign.
      state: health.state ?? (row.kind !== 'email' && times.lastInAt ? 'works' : 'unknown'),
      since: health.since ?? null,
      lastInAt: times.lastInAt?.toISOString() ?? null,
      lastOutAt: times.lastOutAt?.toISOString() ?? null,
      error: health.error ?? null,
    },
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    deletedAt: row.deleted_at?.toISOString() ?? null,
  }
}
