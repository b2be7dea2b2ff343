import { sql } from 'kysely'
import type { Channel } from '#contract/channels.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { channelById, type EmailChannel } from './channel-records.ts'
import type { EmailSettings } from './settings.ts'

type Server<T> = (T & { password?: string | undefined }) | null | undefined

export interface ChannelWishes {
  name?: string | undefined
  address?: string | undefined
  language?: 'fr' | 'en' | undefined
  signature?: string | undefined
  teamId?: string | null | undefined
  calendarId?: string | null | undefined
  enabled?: boolean | undefined
  imap?: Server<NonNullable<EmailSettings['imap']>>
  smtp?: Server<NonNullable<EmailSettings['smtp']>>
  silentAfterHours?: number | undefined
}

export type NewChannel = ChannelWishes & { name: string; address: string; language: 'fr' | 'en' }

export async function listChannels(tx: Tx): Promise<EmailChannel[]> {
  return tx
    .selectFrom('channels')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Adds an address that receives and sends. */
export async function createChannel(
  ground: Ground,
  tx: Tx,
  actor: Actor | null,
  wishes: NewChannel,
): Promise<EmailChannel> {
  const id = ground.newId()
  const row = await tx
    .insertInto('channels')
    .values({
      workspace_id: tx.workspaceId,
      id,
      kind: 'email',
      name: wishes.name,
      address: wishes.address.trim().toLowerCase(),
      language: wishes.language,
      signature: wishes.signature ?? '',
      team_id: wishes.teamId ?? null,
      calendar_id: wishes.calendarId ?? null,
      enabled: wishes.enabled ?? true,
      settings: JSON.stringify(settingsOf(ground, {}, wishes)),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(ground, tx, actor, id, 'created', Object.keys(wishes))
  return row
}

/** Changes an address; a password that is not given stays. */
export async function changeChannel(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  wishes: ChannelWishes & { id: string },
): Promise<EmailChannel> {
  const before = await channelById(tx, wishes.id)
  if (!before) throw new NotFound('channel')
  const row = await tx
    .updateTable('channels')
    .set({
      ...(wishes.name !== undefined && { name: wishes.name }),
      ...(wishes.address !== undefined && { address: wishes.address.trim().toLowerCase() }),
      ...(wishes.language !== undefined && { language: wishes.language }),
      ...(wishes.signature !== undefined && { signature: wishes.signature }),
      ...(wishes.teamId !== undefined && { team_id: wishes.teamId }),
      ...(wishes.calendarId !== undefined && { calendar_id: wishes.calendarId }),
      ...(wishes.enabled !== undefined && { enabled: wishes.enabled }),
      settings: JSON.stringify(settingsOf(ground, before.settings as EmailSettings, wishes)),
      updated_at: ground.clock.now(),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', wishes.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(ground, tx, actor, wishes.id, 'updated', Object.keys(wishes))
  return row
}

/** Passwords are sealed before they are kept. */
function settingsOf(
  { secrets }: Ground,
  before: EmailSettings,
  { imap, smtp, silentAfterHours }: ChannelWishes,
): EmailSettings {
  const kept = <T extends { password?: string | undefined }>(
    wish: T | null | undefined,
    old: T | null | undefined,
  ) => {
    if (wish === undefined) return old ?? null
    if (wish === null) return null
    const { password, ...rest } = wish
    const sealed = password ? secrets.seal(password) : old?.password
    return { ...rest, ...(sealed && { password: sealed }) }
  }
  return {
    imap: kept(imap, before.imap as typeof imap) as EmailSettings['imap'] & object,
    smtp: kept(smtp, before.smtp as typeof smtp) as EmailSettings['smtp'] & object,
    silentAfterHours: silentAfterHours ?? before.silentAfterHours ?? 24,
  }
}

async function record(
  ground: Ground,
  tx: Tx,
  actor: Actor | null,
  id: string,
  what: string,
  changed: string[],
) {
  await ground.recordEvent(tx, {
    type: `channel.${what}`,
    actor: actor ? asEventActor(actor) : { kind: 'system', id: null },
    subject: { kind: 'channel', id },
    data: { changed: changed.filter(name => name !== 'id') },
  })
}

interface KeptHealth {
  state?: Channel['health']['state']
  since?: string
  error?: string
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

/** A channel as the contract says it: secrets never come out. */
export function toChannel(row: EmailChannel, times: ChannelTimes = {}): Channel {
  const settings = row.settings as EmailSettings
  const health = row.health as KeptHealth
  const shown = <T extends { password?: string | undefined }>(server: T | null | undefined) => {
    if (!server) return null
    const { password, ...rest } = server
    return { ...rest, hasPassword: password !== undefined }
  }
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    address: row.address,
    language: row.language,
    signature: row.signature,
    teamId: row.team_id,
    calendarId: row.calendar_id,
    enabled: row.enabled,
    receives: settings.imap ? 'imap' : 'smtp',
    imap: shown(settings.imap),
    smtp: shown(settings.smtp),
    silentAfterHours: settings.silentAfterHours ?? 24,
    health: {
      state: health.state ?? 'unknown',
      since: health.since ?? null,
      lastInAt: times.lastInAt?.toISOString() ?? null,
      lastOutAt: times.lastOutAt?.toISOString() ?? null,
      error: health.error ?? null,
    },
    updatedAt: row.updated_at.toISOString(),
  }
}
