import type { EmailChannel } from '#contract/channels.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { KindOfChannel } from '../administration/kinds.ts'
import {
  type ChannelRecord,
  type ChannelTimes,
  type CommonWishes,
  commonOf,
  insertChannel,
  updateChannel,
} from '../administration/records.ts'
import type { EmailSettings } from './settings.ts'

export interface ChannelWishes extends CommonWishes {
  address?: string | undefined
  imap?: Omit<NonNullable<EmailSettings['imap']>, 'since'> | null | undefined
  smtp?: EmailSettings['smtp'] | undefined
  silentAfterHours?: number | undefined
}

export type NewChannel = ChannelWishes & { name: string; address: string; language: 'fr' | 'en' }

/** How e-mail is set up. */
export function emailKind(ground: Ground): KindOfChannel<'email'> {
  return {
    kind: 'email',
    needsTeam: false,
    create: (tx, actor, wishes) => createChannel(ground, tx, actor, wishes),
    async change(tx, actor, before, wishes) {
      await requireReal(tx, wishes)
      return updateChannel(ground, tx, actor, wishes.id, wishes, {
        ...(wishes.address !== undefined && { address: wishes.address.trim().toLowerCase() }),
        settings: settingsOf(ground, before.settings as EmailSettings, wishes),
      })
    },
    present: toChannel,
    withoutSetUp: channel => ({ ...channel, imap: null, smtp: null }),
  }
}

/** Adds an address that receives and sends. */
export async function createChannel(
  ground: Ground,
  tx: Tx,
  actor: Actor | null,
  wishes: NewChannel,
): Promise<ChannelRecord> {
  await requireReal(tx, wishes)
  return insertChannel(ground, tx, actor, 'email', wishes, {
    address: wishes.address.trim().toLowerCase(),
    settings: settingsOf(ground, {}, wishes),
  })
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

/** An address as the contract says it: secrets never come out. */
function toChannel(row: ChannelRecord, times?: ChannelTimes): EmailChannel {
  const settings = row.settings as EmailSettings
  return {
    ...commonOf(row, times),
    kind: 'email',
    receives: settings.imap ? 'imap' : 'smtp',
    imap: settings.imap ? withoutSecrets(settings.imap) : null,
    smtp: settings.smtp ? withoutSecrets(settings.smtp) : null,
    silentAfterHours: settings.silentAfterHours ?? 24,
  }
}

function withoutSecrets<T extends { password?: string | undefined; clientSecret?: string | undefined }>(
  server: T,
) {
  const { password, clientSecret, ...rest } = server
  return { ...rest, hasPassword: password !== undefined, hasClientSecret: clientSecret !== undefined }
}
