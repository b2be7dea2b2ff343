import type { Readable } from 'node:stream'
import type { Logger } from 'pino'
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server'
import { shareConnections } from '#server/platform/connection-shares.ts'
import type { Ground } from '#server/platform/ground.ts'
import { arrivedForDeleted } from '../administration/deleting.ts'
import { channelOfAddress, type EmailChannel } from './channel-records.ts'
import type { Envelope } from './store.ts'
import type { MailStore } from './store-queue.ts'

/** A relay keeps a few dozen open; a flood must leave room for the others. */
const mostPerAddress = 100

export interface SmtpInOptions {
  ground: Ground
  store: MailStore
  host: string
  port: number
  maxBytes: number
  log: Logger
  /** A mail is stored: there is something to read. */
  onStored: () => void
}

export interface SmtpIn {
  port: number
  stop(): Promise<void>
}

/** Receives mail: 250 only once it is committed, 550 for an address nobody has here, 552 when it is too large. */
export async function startSmtpIn({
  ground,
  store: mails,
  host,
  port,
  maxBytes,
  log,
  onStored,
}: SmtpInOptions): Promise<SmtpIn> {
  const inHand = { bytes: 0, most: Math.max(4 * maxBytes, 256 * 1_048_576) }
  const channelsOf = new WeakMap<SMTPServerSession, Map<string, EmailChannel>>()
  const server = new SMTPServer({
    name: new URL(ground.publicUrl).hostname,
    banner: 'Boucle',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: maxBytes,
    maxClients: 500,
    disableReverseLookup: true,
    logger: false,
    onRcptTo(address, session, callback) {
      findChannel(address, session).then(
        found =>
          callback(found ? null : refusal(550, `Nobody reads ${address.address} here. Check the address.`)),
        error => callback(temporary(error)),
      )
    },
    onData(stream, session, callback) {
      store(stream, session).then(
        () => callback(null, 'Stored'),
        error => callback(error instanceof SmtpRefusal ? error : temporary(error)),
      )
    },
  })
  server.on('error', error => log.warn({ error }, 'the mail receiver met an error'))
  shareConnections(server.server, {
    most: mostPerAddress,
    refusal: '421 4.7.0 Too many connections from your address. Try again later.\r\n',
  })

  async function findChannel(address: SMTPServerAddress, session: SMTPServerSession): Promise<boolean> {
    const channel = await channelOfAddress(ground.db.system, address.address)
    if (!channel) return false
    const known = channelsOf.get(session) ?? new Map<string, EmailChannel>()
    known.set(address.address, channel)
    channelsOf.set(session, known)
    return true
  }

  async function store(
    stream: Readable & { sizeExceeded?: boolean },
    session: SMTPServerSession,
  ): Promise<void> {
    const raw = await readAll(stream, maxBytes, inHand)
    if (raw === 'busy') throw refusal(452, 'Boucle is receiving too much mail at once. Try again later.')
    if (raw === 'too large' || stream.sizeExceeded)
      throw refusal(
        552,
        `This mail is larger than ${Math.round(maxBytes / 1_048_576)} MB. Send a link instead of the file.`,
      )
    const recipients = session.envelope.rcptTo.map(one => one.address)
    const known = channelsOf.get(session)
    const channels = new Map<string, EmailChannel>()
    for (const recipient of recipients) {
      const channel = known?.get(recipient) ?? (await channelOfAddress(ground.db.system, recipient))
      if (!channel) continue
      // Two addresses of one workspace get the mail once: it is one request, at the one that is there.
      const other = [...channels.values()].find(({ workspace_id }) => workspace_id === channel.workspace_id)
      if (other && (channel.deleted_at || !other.deleted_at)) continue
      if (other) channels.delete(other.id)
      channels.set(channel.id, channel)
    }
    const envelope: Envelope = {
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : null,
      to: recipients,
      via: 'smtp',
      remoteAddress: session.remoteAddress,
      helo: session.hostNameAppearsAs,
    }
    for (const channel of channels.values())
      await mails.store(channel.workspace_id, {
        channelId: channel.id,
        raw,
        envelope,
        ...(channel.deleted_at && {
          parked: { reason: arrivedForDeleted, detail: '', bytes: raw.byteLength },
        }),
      })
    onStored()
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: () => new Promise(resolve => server.close(() => resolve())),
  }

  function temporary(error: unknown): Error {
    log.warn({ error }, 'a mail could not be stored; its sender will try again')
    return refusal(451, 'Boucle cannot store mail right now. Try again later.')
  }
}

class SmtpRefusal extends Error {
  readonly responseCode: number

  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

const refusal = (code: number, sentence: string) => new SmtpRefusal(code, sentence)

/**
 * The whole mail. One that is larger than allowed, or that comes while too many others are in hand, is read to its end all
 * the same, so that the answer is heard, and forgotten on the way.
 */
async function readAll(
  stream: Readable,
  maxBytes: number,
  inHand: { bytes: number; most: number },
): Promise<Buffer | 'too large' | 'busy'> {
  const chunks: Buffer[] = []
  let size = 0
  let held = 0
  let isBusy = false
  const forget = () => {
    chunks.length = 0
    inHand.bytes -= held
    held = 0
  }
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length
      isBusy ||= inHand.bytes + chunk.length > inHand.most
      if (isBusy || size > maxBytes) {
        forget()
        continue
      }
      chunks.push(chunk)
      held += chunk.length
      inHand.bytes += chunk.length
    }
    if (size > maxBytes) return 'too large'
    return isBusy ? 'busy' : Buffer.concat(chunks, size)
  } finally {
    forget()
  }
}
