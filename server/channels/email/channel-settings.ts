import { sql } from 'kysely'
import type { Channel } from '#contract/channels.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { channelById, type EmailChannel } from './channel-records.ts'
import type { KeptHealth } from './health.ts'
import type { EmailSettings } from './settings.ts'

export interface ChannelWishes {
  name?: string | undefined
  address?: string | undefined
  language?: 'fr' | 'en' | undefined
  signature?: string | undefined
  teamId?: string | null | undefined
  calendarId?: string | null | undefined
  enabled?: boolean | undefined
  imap?: Omit<NonNullable<EmailSettings['imap']>, 'since'> | null | undefined
  smtp?: EmailSettings['smtp'] | undefined
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
  await requireReal(tx, wishes)
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
  await requireReal(tx, wishes)
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

/** Refuses a mail server in a demonstration: anybody may enter it, and it must reach no real mailbox. */
async function requireReal(tx: Tx, { imap, smtp }: ChannelWishes): Promise<void> {
  if (!imap && !smtp) return
  const workspace = await tx
    .selectFrom('workspaces')
    .select('is_demo')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  if (workspace.is_demo) throw new Refused('channel.demo_server')
}

const dayMs = 86_400_000
/** A mailbox just named brings the mails of the last days, not ten years of them. */
const firstFetchDays = 7

/**
 * Secrets are sealed before they are kept. One that is not given stays, unless the server it was for is another: a
 * password must never be sent to a host its owner did not name.
 */
function settingsOf(
  { secrets, clock }: Ground,
  before: EmailSettings,
  { imap, smtp, silentAfterHours }: ChannelWishes,
): EmailSettings {
  const sealed = (wish: string | undefined, kept: string | undefined) => (wish ? secrets.seal(wish) : kept)
  const imapOf = (wish: NonNullable<typeof imap>): EmailSettings['imap'] => {
    const old = before.imap?.host === wish.host && before.imap.user === wish.user ? before.imap : undefined
    const isSameMailbox = old?.mailbox === wish.mailbox
    const { password, clientSecret, ...rest } = wish
    return {
      ...rest,
      password: sealed(password, old?.password),
      clientSecret: sealed(clientSecret, old?.tokenUrl === wish.tokenUrl ? old?.clientSecret : undefined),
      since:
        (isSameMailbox && old?.since) ||
        new Date(clock.now().getTime() - firstFetchDays * dayMs).toISOString(),
    }
  }
  const smtpOf = (wish: NonNullable<typeof smtp>): EmailSettings['smtp'] => {
    const isSameServer = before.smtp?.host === wish.host && before.smtp.user === wish.user
    const { password, ...rest } = wish
    return { ...rest, password: sealed(password, isSameServer ? before.smtp?.password : undefined) }
  }
  return {
    imap: imap === undefined ? (before.imap ?? null) : imap && imapOf(imap),
    smtp: smtp === undefined ? (before.smtp ?? null) : smtp && smtpOf(smtp),
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
    imap: settings.imap ? withoutSecrets(settings.imap) : null,
    smtp: settings.smtp ? withoutSecrets(settings.smtp) : null,
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

function withoutSecrets<T extends { password?: string | undefined; clientSecret?: string | undefined }>(
  server: T,
) {
  const { password, clientSecret, ...rest } = server
  return { ...rest, hasPassword: password !== undefined, hasClientSecret: clientSecret !== undefined }
}

/** A channel as someone may see it: its servers are the administrators', what goes wrong there those who lead. */
export function shownTo(actor: Actor, channel: Channel): Channel {
  if (actor.role === 'administrator') return channel
  const error = actor.role === 'supervisor' ? channel.health.error : null
  return { ...channel, imap: null, smtp: null, health: { ...channel.health, error } }
}
