import type { DNSResolver } from 'mailauth'
import type { WrittenFile } from '#server/platform/files.ts'
import type { Ground } from '#server/platform/ground.ts'
import { authenticateMail, type MailAuthentication } from './authentication.ts'
import { mailHeaders } from './headers.ts'
import type { ReadMail, ReadOptions } from './parse.ts'
import { PoisonMail } from './poison.ts'
import { type Envelope, rawOf } from './store.ts'
import type { ReceivingChannel, WaitingMail } from './waiting.ts'

/** A mail that was read and whose sender was checked, its files written: what is left is to understand it, in a moment. */
export interface MailRead {
  kind: 'read'
  waiting: WaitingMail
  channel: ReceivingChannel
  mail: ReadMail
  auth: MailAuthentication
  files: WrittenFile[]
}

/** A mail that nobody can or need read, with the code of why. */
export interface MailRefused {
  kind: 'refused'
  state: 'parked' | 'ignored'
  reason: string
}

export interface ReadingDeps {
  ground: Ground
  readMail: (raw: Uint8Array, options: ReadOptions) => Promise<ReadMail>
  resolver: DNSResolver
  /** No DNS to ask: nothing is vouched for. */
  isOffline: boolean
}

/**
 * Everything about a stored mail that takes time: its bytes, its words, the DNS questions about its sender, its files.
 * No transaction is open and nothing is locked meanwhile; doing it twice does no harm.
 */
export async function readWaiting(deps: ReadingDeps, waiting: WaitingMail): Promise<MailRead | MailRefused> {
  const { channel, own_addresses: ownAddresses } = waiting
  if (!channel) return { kind: 'refused', state: 'ignored', reason: 'mail.channel_gone' }
  const raw = waiting.raw ?? (await rawOf(deps.ground, waiting))
  if (!raw) return { kind: 'refused', state: 'parked', reason: 'mail.empty' }
  try {
    const mail = await deps.readMail(raw, { receivedAt: waiting.received_at, ownAddresses })
    const auth = await authenticate(deps, raw, mail, waiting.envelope as Envelope, channel)
    const files = []
    for (const { content, type } of mail.attachments)
      files.push(await deps.ground.files.write(waiting.workspace_id, content, type))
    return { kind: 'read', waiting, channel, mail, auth, files }
  } catch (error) {
    if (error instanceof PoisonMail) return { kind: 'refused', state: 'parked', reason: error.code }
    throw error
  }
}

function authenticate(
  { resolver, isOffline }: ReadingDeps,
  raw: Uint8Array,
  mail: ReadMail,
  envelope: Envelope,
  { settings }: ReceivingChannel,
): Promise<MailAuthentication> {
  const headers = mailHeaders(Object.entries(mail.headers).map(([key, value]) => ({ key, value })))
  const trustedServer = envelope.via === 'imap' ? settings.imap?.trustedServer : undefined
  return authenticateMail(raw, headers, {
    ...(envelope.via === 'smtp' && {
      session: {
        ip: envelope.remoteAddress ?? '',
        helo: envelope.helo ?? '',
        mailFrom: envelope.from ?? '',
      },
    }),
    ...(trustedServer && { trustedServer }),
    resolver,
    isOffline,
  })
}
