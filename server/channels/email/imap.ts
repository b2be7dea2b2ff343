import { ImapFlow } from 'imapflow'
import type { Logger } from 'pino'
import type { Ground } from '#server/platform/ground.ts'
import type { EmailChannel } from './channel-records.ts'
import { noteHealth } from './health.ts'
import type { EmailSettings } from './settings.ts'
import { storeRaw } from './store.ts'

export interface ImapOptions {
  ground: Ground
  log: Logger
  maxBytes: number
  onStored: () => void
  /** How often the list of mailboxes is compared with the channels; shorter in tests. */
  checkMs?: number
  /** Waits between tries of a mailbox that fails, the last one repeated. */
  retryMs?: readonly number[]
}

export interface ImapFetcher {
  /** Compares mailboxes with channels now: a changed setting takes effect. */
  ring(): void
  stop(): Promise<void>
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
}: ImapOptions): ImapFetcher {
  const mailboxes = new Map<string, Mailbox>()
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
        return imap ? [[channel.id, { channel, imap, key: JSON.stringify(imap) }] as const] : []
      }),
    )
    for (const [id, mailbox] of mailboxes)
      if (wanted.get(id)?.key !== mailbox.key) {
        mailboxes.delete(id)
        await mailbox.stop()
      }
    for (const [id, { channel, imap, key }] of wanted)
      if (!mailboxes.has(id) && !stopped) mailboxes.set(id, { key, ...keepOpen(channel, imap) })
  }

  function keepOpen(channel: EmailChannel, imap: NonNullable<EmailSettings['imap']>) {
    const end = new AbortController()
    const done = (async () => {
      for (let failures = 0; !end.signal.aborted; ) {
        try {
          await fetchUntilClosed(channel, imap, end.signal, () => {
            failures = 0
          })
        } catch (error) {
          log.warn({ error, channelId: channel.id }, 'a mailbox cannot be read')
          await noteHealth(ground, channel, { state: 'failing', error: sentenceOf(error) }).catch(() => {})
          failures += 1
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

  async function fetchUntilClosed(
    channel: EmailChannel,
    imap: NonNullable<EmailSettings['imap']>,
    signal: AbortSignal,
    onWorks: () => void,
  ) {
    const secret = imap.password ? ground.secrets.open(imap.password) : ''
    const client = new ImapFlow({
      host: imap.host,
      port: imap.port,
      secure: imap.secure,
      doSTARTTLS: imap.secure ? undefined : false,
      auth:
        imap.auth === 'xoauth2'
          ? { user: imap.user, accessToken: secret }
          : { user: imap.user, pass: secret },
      logger: false,
      emitLogs: false,
      maxIdleTime: 5 * 60_000,
    } as ConstructorParameters<typeof ImapFlow>[0])
    const closed = new Promise<void>(resolve => {
      client.once('close', () => resolve())
    })
    let failure: Error | undefined
    client.on('error', error => {
      failure = error
    })
    const abort = () => client.close()
    signal.addEventListener('abort', abort, { once: true })
    try {
      await client.connect()
      const mailbox = await client.mailboxOpen(imap.mailbox)
      let fetching: Promise<void> | undefined
      let again = false
      const fetch = (): Promise<void> => {
        if (fetching) {
          again = true
          return fetching
        }
        fetching = fetchNew(client, channel, imap, Number(mailbox.uidValidity))
          .then(() => onWorks())
          .finally(() => {
            fetching = undefined
            if (again) {
              again = false
              fetch().catch(error => {
                failure = error
                client.close()
              })
            }
          })
        return fetching
      }
      client.on('exists', () => {
        fetch().catch(error => {
          failure = error
          client.close()
        })
      })
      await fetch()
      await noteHealth(ground, channel, { state: 'works' })
      if (client.usable) client.idle().catch(() => {})
      await closed
      if (failure && !signal.aborted) throw failure
    } finally {
      signal.removeEventListener('abort', abort)
      client.close()
    }
  }

  /** Everything above the last UID kept for this UIDVALIDITY; a mailbox made anew starts from its first mail, and the hash of each tells what we have. */
  async function fetchNew(
    client: ImapFlow,
    channel: EmailChannel,
    imap: NonNullable<EmailSettings['imap']>,
    uidValidity: number,
  ) {
    const cursor = await ground.db.system
      .selectFrom('mailbox_cursors')
      .select(['uid_validity', 'last_uid'])
      .where('workspace_id', '=', channel.workspace_id)
      .where('channel_id', '=', channel.id)
      .where('mailbox', '=', imap.mailbox)
      .executeTakeFirst()
    let last = cursor && cursor.uid_validity === uidValidity ? cursor.last_uid : 0
    const uids = ((await client.search({ uid: `${last + 1}:*` }, { uid: true })) || [])
      .filter(uid => uid > last)
      .sort((a, b) => a - b)
    for (const uid of uids) {
      const message = await client.fetchOne(String(uid), { source: { maxLength: maxBytes } }, { uid: true })
      await ground.db.inWorkspace(channel.workspace_id, async tx => {
        if (message && message.source !== undefined)
          await storeRaw(ground, tx, {
            channelId: channel.id,
            raw: message.source,
            envelope: { from: null, to: channel.address ? [channel.address] : [], via: 'imap' },
          })
        const row = { uid_validity: uidValidity, last_uid: uid, updated_at: ground.clock.now() }
        await tx
          .insertInto('mailbox_cursors')
          .values({ workspace_id: tx.workspaceId, channel_id: channel.id, mailbox: imap.mailbox, ...row })
          .onConflict(conflict =>
            conflict.columns(['workspace_id', 'channel_id', 'mailbox']).doUpdateSet(row),
          )
          .execute()
      })
      last = uid
      if (imap.afterReading === 'mark_read')
        await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
    }
    if (uids.length > 0) onStored()
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
