import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import type { Logger } from 'pino'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { createAccessTokens } from './access-token.ts'
import type { EmailChannel } from './channel-records.ts'
import { parseHeaderBlock, subjectOf } from './headers.ts'
import { noteConnected, noteHealth } from './health.ts'
import type { EmailSettings } from './settings.ts'
import { type Envelope, type RawMail, storeMails } from './store.ts'

export interface ImapOptions {
  ground: Ground
  log: Logger
  maxBytes: number
  onStored: () => void
  /** How often the list of mailboxes is compared with the channels; shorter in tests. */
  checkMs?: number
  /** Waits between tries of a mailbox that fails, the last one repeated. */
  retryMs?: readonly number[]
  /** How often a listener is asked whether it is still there. */
  pulseMs?: number
}

export interface ImapFetcher {
  /** Compares mailboxes with channels now: a changed setting takes effect. */
  ring(): void
  stop(): Promise<void>
}

type ImapSettings = NonNullable<EmailSettings['imap']>

interface WantedMailbox {
  channel: EmailChannel
  imap: ImapSettings
}

interface Mailbox {
  /** What the settings were when it was opened. */
  key: string
  stop(): Promise<void>
}

/** Fetches the mailboxes of channels that have one: what is new, then what arrives, pushed by IDLE. */
export function startImap({
  ground,
  log,
  maxBytes,
  onStored,
  checkMs = 5000,
  retryMs = [1000, 5000, 30_000, 120_000],
  pulseMs = 60_000,
}: ImapOptions): ImapFetcher {
  const mailboxes = new Map<string, Mailbox>()
  const accessTokens = createAccessTokens(ground.clock)
  let stopped = false
  let checking: Promise<void> | undefined

  const check = () => {
    if (stopped) return
    checking ??= compare()
      .catch(error => log.warn({ error }, 'the mailboxes will be compared again'))
      .finally(() => {
        checking = undefined
      })
  }

  async function compare() {
    const channels = await ground.db.system
      .selectFrom('channels')
      .selectAll()
      .where('kind', '=', 'email')
      .where('enabled', '=', true)
      .execute()
    const wanted = new Map(
      channels.flatMap(channel => {
        const { imap } = channel.settings as EmailSettings
        const key = JSON.stringify([imap, channel.address])
        return imap ? [[channel.id, { channel, imap, key }] as const] : []
      }),
    )
    for (const [id, mailbox] of mailboxes)
      if (wanted.get(id)?.key !== mailbox.key) {
        mailboxes.delete(id)
        await mailbox.stop()
      }
    for (const [id, mailbox] of wanted)
      if (!mailboxes.has(id) && !stopped) mailboxes.set(id, { key: mailbox.key, ...keepOpen(mailbox) })
  }

  function keepOpen(mailbox: WantedMailbox) {
    const { channel } = mailbox
    const end = new AbortController()
    const done = (async () => {
      for (let failures = 0; !end.signal.aborted; ) {
        try {
          await fetchUntilClosed(mailbox, end.signal, () => {
            failures = 0
          })
        } catch (error) {
          failures += 1
          log.warn({ error, channelId: channel.id, failures }, 'a mailbox cannot be read')
          // A line that drops once is nothing to tell; a refused password does not mend itself.
          if (failures > 1 || (error as { authenticationFailed?: boolean }).authenticationFailed)
            await noteHealth(ground, channel, 'in', { state: 'failing', error: sentenceOf(error) }).catch(
              noting => log.warn({ error: noting }, 'the state of a mailbox was not noted'),
            )
        }
        const wait = retryMs[Math.min(Math.max(failures, 1), retryMs.length) - 1]!
        await pauseUnlessEnded(wait, end.signal)
      }
    })()
    return {
      async stop() {
        end.abort()
        await done
      },
    }
  }

  async function fetchUntilClosed(mailbox: WantedMailbox, signal: AbortSignal, onWorks: () => void) {
    const { channel, imap } = mailbox
    const client = new ImapFlow(await connectionOf(imap))
    let failure: Error | undefined
    const fail = (error: Error) => {
      failure ??= error
      client.close()
    }
    const closed = new Promise<void>(resolve => {
      client.once('close', () => resolve())
    })
    client.on('error', fail)
    const abort = () => client.close()
    signal.addEventListener('abort', abort, { once: true })
    try {
      await client.connect()
      const opened = await client.mailboxOpen(imap.mailbox, {
        readOnly: imap.afterReading === 'leave',
      })
      // Asked once: by the time it is asked again, the next UID may be that of a mail we have not seen.
      const place = { uidValidity: Number(opened.uidValidity), uidNext: opened.uidNext }
      const fetch = oneAtATime(() => fetchNew(client, mailbox, place))
      client.on('exists', () => void fetch().catch(fail))
      await fetch()
      onWorks()
      await noteConnected(ground, channel)
      await Promise.race([closed, pulse(client, imap.mailbox, place.uidValidity, fetch)])
      if (failure && !signal.aborted) throw failure
    } finally {
      signal.removeEventListener('abort', abort)
      client.close()
    }
  }

  /**
   * A server may stop pushing and keep the line: seen when a mailbox is deleted and made anew under a listener. So it is
   * asked now and then; ends when it does not answer, or speaks of another mailbox than the one that was opened.
   */
  async function pulse(client: ImapFlow, mailbox: string, uidValidity: number, fetch: () => Promise<void>) {
    while (client.usable) {
      await new Promise(resolve => setTimeout(resolve, pulseMs).unref())
      if (!client.usable) return
      const silent = setTimeout(() => client.close(), 30_000)
      try {
        const status = await client.status(mailbox, { uidValidity: true })
        if (!status || Number(status.uidValidity) !== uidValidity) return
        await fetch()
      } finally {
        clearTimeout(silent)
      }
    }
  }

  async function connectionOf(imap: ImapSettings): Promise<ImapFlowOptions> {
    const open = (sealed: string | undefined) => (sealed ? ground.secrets.open(sealed) : '')
    const secret = open(imap.password)
    const accessToken =
      imap.auth === 'xoauth2' && imap.tokenUrl
        ? await accessTokens({
            tokenUrl: imap.tokenUrl,
            clientId: imap.clientId ?? '',
            clientSecret: open(imap.clientSecret) || undefined,
            refreshToken: secret,
          })
        : secret
    return {
      host: imap.host,
      port: imap.port,
      secure: imap.secure,
      ...(!imap.secure && { doSTARTTLS: false }),
      auth: imap.auth === 'xoauth2' ? { user: imap.user, accessToken } : { user: imap.user, pass: secret },
      logger: false,
      // Listening begins as soon as we ask nothing more; a server that forgets a listener is asked anew.
      autoIdleDelay: 300,
      maxIdleTime: 5 * 60_000,
    }
  }

  /**
   * Everything above the last UID kept for this UIDVALIDITY. A mailbox made anew is read again from the day it was named:
   * the hash of each mail tells what we have.
   */
  async function fetchNew(
    client: ImapFlow,
    mailbox: WantedMailbox,
    { uidValidity, uidNext }: { uidValidity: number; uidNext: number },
  ) {
    const { channel, imap } = mailbox
    const cursor = await cursorOf(channel, imap.mailbox)
    const last = cursor?.uid_validity === uidValidity ? cursor.last_uid : 0
    const found = await client.search(
      last > 0 ? { uid: `${last + 1}:*` } : { since: new Date(imap.since ?? 0) },
      { uid: true },
    )
    const uids = (found || []).filter(uid => uid > last).sort((one, other) => one - other)
    for (let at = 0; at < uids.length; at += 100) {
      const some = uids.slice(at, at + 100)
      const sizes = new Map<number, number>()
      for await (const { uid, size } of client.fetch(some, { uid: true, size: true }, { uid: true }))
        sizes.set(uid, size ?? 0)
      for (const uid of some) {
        const mail = sizes.has(uid) ? await fetchMail(client, channel, uid, sizes.get(uid)!) : undefined
        await storeMails(ground, channel.workspace_id, mail ? [mail] : [], tx =>
          moveCursor(tx, channel, imap.mailbox, uidValidity, uid),
        )
        onStored()
        if (imap.afterReading === 'mark_read')
          await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
      }
    }
    // An empty mailbox has a beginning too: what it gets later is new, whatever its date says.
    if (uids.length === 0 && cursor?.uid_validity !== uidValidity)
      await ground.db.inWorkspace(channel.workspace_id, tx =>
        moveCursor(tx, channel, imap.mailbox, uidValidity, Math.max(0, uidNext - 1)),
      )
  }

  /** The mail whole, or its headers alone when it is larger than we accept; undefined when it is gone meanwhile. */
  async function fetchMail(
    client: ImapFlow,
    channel: EmailChannel,
    uid: number,
    size: number,
  ): Promise<RawMail | undefined> {
    const envelope: Envelope = { from: null, to: channel.address ? [channel.address] : [], via: 'imap' }
    if (size <= maxBytes) {
      // A server may be wrong about a size: one byte more than allowed tells.
      const whole = await client.fetchOne(uid, { source: { maxLength: maxBytes + 1 } }, { uid: true })
      const raw = whole ? whole.source : undefined
      if (!raw) return undefined
      if (raw.length <= maxBytes) return { channelId: channel.id, raw, envelope }
    }
    const head = await client.fetchOne(uid, { headers: true }, { uid: true })
    const headers = head ? head.headers : undefined
    if (!headers) return undefined
    return {
      channelId: channel.id,
      raw: headers,
      envelope,
      parked: {
        reason: 'mail.too_large',
        detail: maskCards(subjectOf(parseHeaderBlock(headers.toString('utf8')))).text,
        bytes: size,
      },
    }
  }

  async function cursorOf(channel: EmailChannel, mailbox: string) {
    return ground.db.system
      .selectFrom('mailbox_cursors')
      .select(['uid_validity', 'last_uid'])
      .where('workspace_id', '=', channel.workspace_id)
      .where('channel_id', '=', channel.id)
      .where('mailbox', '=', mailbox)
      .executeTakeFirst()
  }

  async function moveCursor(
    tx: Tx,
    channel: EmailChannel,
    mailbox: string,
    uidValidity: number,
    uid: number,
  ) {
    const row = { uid_validity: uidValidity, last_uid: uid, updated_at: ground.clock.now() }
    await tx
      .insertInto('mailbox_cursors')
      .values({ workspace_id: tx.workspaceId, channel_id: channel.id, mailbox, ...row })
      .onConflict(conflict => conflict.columns(['workspace_id', 'channel_id', 'mailbox']).doUpdateSet(row))
      .execute()
  }

  const net = setInterval(check, checkMs)
  net.unref()
  check()
  return {
    ring: check,
    async stop() {
      stopped = true
      clearInterval(net)
      await checking
      await Promise.all([...mailboxes.values()].map(mailbox => mailbox.stop()))
    },
  }
}

/** Runs work again when it was asked for meanwhile, never twice at once. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let again = false
  return () => {
    if (running) again = true
    running ??= (async () => {
      do {
        again = false
        await work()
      } while (again)
    })().finally(() => {
      running = undefined
    })
    return running
  }
}

/** What to show people: the server's own words when it gave any. */
function sentenceOf(error: unknown): string {
  const { authenticationFailed, responseText, message } = error as {
    authenticationFailed?: boolean
    responseText?: string
    message: string
  }
  return [authenticationFailed && 'AUTHENTICATIONFAILED', responseText ?? message]
    .filter(Boolean)
    .join(' ')
    .slice(0, 500)
}

function pauseUnlessEnded(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish, { once: true })
    function finish() {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
  })
}
