import type { DNSResolver } from 'mailauth'
import type { Logger } from 'pino'
import type { Conversations } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { type AcknowledgeDeps, acknowledge } from './acknowledge.ts'
import { createChannel, emailKind, type NewChannel } from './channel-settings.ts'
import { rememberingDns } from './dns-cache.ts'
import { checkSilence, type SilenceDeps } from './health.ts'
import type { HouseOfMail } from './house.ts'
import { type ImapFetcher, type ImapOptions, startImap } from './imap.ts'
import { type Notice, sendNotice } from './notices.ts'
import { emailChannel } from './outgoing.ts'
import { createApartReader } from './parse-apart.ts'
import { rawMailPlugin } from './raw-plugin.ts'
import { dropRawJob, purgeRaw } from './raw-retention.ts'
import { type MailReader, startMailReader } from './reader.ts'
import { emailRoutes } from './routes.ts'
import { sanitiseHtml } from './sanitise.ts'
import { type MailSender, startMailSender } from './sender.ts'
import { type SmtpIn, startSmtpIn } from './smtp-in.ts'
import { createMailStore } from './store-queue.ts'
import { dropFromOutbox, type MailOut } from './transports.ts'
import type { Acknowledged, UnderstandDeps } from './understand.ts'

export interface EmailDeps {
  conversations: Conversations
  contactOfSender: UnderstandDeps['contactOfSender']
  detectLanguage: UnderstandDeps['detectLanguage']
  promise: AcknowledgeDeps['promise']
  houseOf: HouseOfMail
  requestLink?: AcknowledgeDeps['requestLink']
  openMinutes: SilenceDeps['openMinutes']
  out: MailOut
  smtpIn: { host: string; port: number } | undefined
  maxBytes: number
  resolver: DNSResolver
  isOffline: boolean
  log: Logger
  /** Rhythms of fetching, shorter in tests. */
  imap?: Pick<ImapOptions, 'checkMs' | 'retryMs' | 'pulseMs'>
}

/** HTML that somebody wrote, harmless to whoever reads it; pictures from elsewhere wait until asked. */
export const cleanHtml = (html: string): string => sanitiseHtml(html).html

/** E-mail: receives by SMTP, IMAP and API, understands, acknowledges, sends. */
export function createEmail(ground: Ground, deps: EmailDeps) {
  const houseOf = oncePerTransaction(deps.houseOf)
  deps.conversations.channels.register(emailChannel(ground, houseOf))
  let reader: MailReader | undefined
  let sender: MailSender | undefined
  let smtp: SmtpIn | undefined
  let imap: ImapFetcher | undefined
  const store = createMailStore(ground)
  const apart = createApartReader()
  const promise = oncePerTransaction(deps.promise)
  const tellKept = (tx: Tx, about: Acknowledged) =>
    acknowledge(
      { ground, houseOf, promise, ...(deps.requestLink && { requestLink: deps.requestLink }) },
      tx,
      about,
    )
  const running = () => {
    if (!reader) throw new Error('the mail reader has not started')
    return reader
  }
  return {
    /** How an address is set up. */
    kind: emailKind(ground),
    routes: emailRoutes(ground, running),
    plugin: rawMailPlugin(ground, store, running, deps.maxBytes),
    /** Tells a customer that their request is kept, by whatever channel it came. */
    acknowledge: (tx: Tx, about: Omit<Acknowledged, 'channel' | 'messageId' | 'references'>) =>
      tellKept(tx, { ...about, references: [] }),
    sendNotice: (tx: Tx, notice: Notice) => sendNotice(ground, tx, notice, houseOf),
    /** Forgets mails that lie as files because they had no server to leave by (their person was erased). */
    forgetSent: (deliveryIds: string[]) => dropFromOutbox(deps.out.folder, deliveryIds),
    /** Adds an address, by the program itself (a new workspace's first one). */
    createChannel: (tx: Tx, wishes: NewChannel) => createChannel(ground, tx, null, wishes),
    chores: {
      jobs: [dropRawJob(ground)],
      timers: [
        { name: 'email.silence', pattern: '*/5 * * * *', run: () => checkSilence(ground, deps) },
        {
          name: 'email.purge_raw',
          pattern: '41 3 * * *',
          run: async () => {
            const purged = await purgeRaw(ground)
            deps.log.info({ purged }, 'mails as they came, a month old, were forgotten')
          },
        },
      ],
    } satisfies Partial<Chores>,
    /** Starts what runs beside requests. */
    async start() {
      reader = startMailReader({
        ground,
        log: deps.log,
        readMail: apart.readMail,
        receive: deps.conversations.receive,
        receiveAside: deps.conversations.receiveAside,
        takesPartAside: deps.conversations.takesPartAside,
        contactOfSender: deps.contactOfSender,
        detectLanguage: deps.detectLanguage,
        acknowledge: tellKept,
        resolver: rememberingDns(deps.resolver, ground.clock),
        isOffline: deps.isOffline,
      })
      sender = startMailSender({ ground, out: deps.out, log: deps.log })
      imap = startImap({
        ground,
        log: deps.log,
        maxBytes: deps.maxBytes,
        onStored: reader.ring,
        ...deps.imap,
      })
      if (deps.smtpIn)
        smtp = await startSmtpIn({
          ground,
          store,
          ...deps.smtpIn,
          maxBytes: deps.maxBytes,
          log: deps.log,
          onStored: reader.ring,
        })
    },
    async stop() {
      await smtp?.stop()
      await imap?.stop()
      await reader?.stop()
      await sender?.stop()
      await apart.close()
    },
    /** Reads and sends everything that waits; for tests. */
    async settle(): Promise<number> {
      return ((await reader?.drain()) ?? 0) + ((await sender?.drain()) ?? 0)
    },
    /** Looks again at which mailboxes are wanted. */
    checkMailboxes: () => imap?.ring(),
    smtpPort: () => smtp?.port,
    /** When each part last went round without an error. */
    health: () => ({ readAt: reader?.lastSuccessAt(), sentAt: sender?.lastSuccessAt() }),
  }
}

/** Asks once for all the mails that one transaction understands. */
function oncePerTransaction<Asked extends (string | null)[], T>(
  ask: (tx: Tx, ...asked: Asked) => Promise<T>,
) {
  const known = new WeakMap<Tx, Map<string, Promise<T>>>()
  return (tx: Tx, ...asked: Asked): Promise<T> => {
    const answers = known.get(tx) ?? new Map<string, Promise<T>>()
    known.set(tx, answers)
    const key = asked.join()
    const answer = answers.get(key) ?? ask(tx, ...asked)
    answers.set(key, answer)
    return answer
  }
}
