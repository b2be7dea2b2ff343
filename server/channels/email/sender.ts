import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer'
import type { Logger } from 'pino'
import type { Ground } from '#server/platform/ground.ts'
import type { Composed } from './compose.ts'
import { smtpOf } from './settings.ts'
import { setDeliveryStatus } from './understand.ts'

export type MailOut = { kind: 'smtp'; url: string } | { kind: 'outbox'; folder: string }

export interface SenderOptions {
  ground: Ground
  out: MailOut
  log: Logger
  pollMs?: number
}

export interface MailSender {
  ring(): void
  /** Sends what is due now; for tests and before stopping. */
  drain(): Promise<number>
  stop(): Promise<void>
  lastSuccessAt(): Date | undefined
}

interface Due {
  workspace_id: string
  id: string
  channel_id: string | null
  message_id: string | null
  envelope_from: string
  recipients: string[]
  mail: Composed
  attempts: number
}

/** Waits between tries, in minutes; after the last the mail has failed, and says so. */
const waits = [1, 5, 15, 60, 180, 360, 720, 1440]

/** Sends what is due: claimed for two minutes by one node, tried again on a passing refusal, told on a final one. */
export function startMailSender({ ground, out, log, pollMs = 1000 }: SenderOptions): MailSender {
  let running: Promise<number> | undefined
  let again = false
  let stopped = false
  let success: Date | undefined
  const transports = new Map<string, Transporter>()

  const ring = () => {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    running = drain()
      .catch(error => {
        log.warn({ error }, 'mails will be sent again')
        return 0
      })
      .finally(() => {
        running = undefined
        if (again) {
          again = false
          ring()
        }
      })
  }

  async function drain(): Promise<number> {
    let total = 0
    while (!stopped) {
      const due = await claim(ground)
      success = new Date()
      await Promise.all(due.map(sendOne))
      total += due.length
      if (due.length === 0) break
    }
    return total
  }

  async function sendOne(due: Due): Promise<void> {
    try {
      await deliver(due)
      await ground.db.inWorkspace(due.workspace_id, async tx => {
        await tx
          .updateTable('deliveries')
          .set({ state: 'sent', sent_at: ground.clock.now(), last_error: null, locked_until: null })
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', due.id)
          .where('state', '=', 'sending')
          .execute()
        if (due.message_id) await setDeliveryStatus(ground, tx, due.message_id, 'sent', null)
      })
    } catch (error) {
      await noteFailure(due, error)
    }
  }

  async function deliver(due: Due): Promise<void> {
    const mail = await toMail(ground, due)
    const own = due.channel_id ? await smtpOf(ground, due.workspace_id, due.channel_id) : undefined
    if (out.kind === 'outbox' && !own) return writeToOutbox(out.folder, due.id, mail)
    const key = own ? JSON.stringify(own) : (out as { url: string }).url
    let transport = transports.get(key)
    if (!transport) {
      transport = own
        ? createTransport({
            ...own,
            pool: true,
            connectionTimeout: 20_000,
            greetingTimeout: 20_000,
            socketTimeout: 60_000,
          })
        : createTransport({
            url: key,
            pool: true,
            connectionTimeout: 20_000,
            greetingTimeout: 20_000,
            socketTimeout: 60_000,
          })
      transports.set(key, transport)
    }
    await transport.sendMail(mail)
  }

  async function noteFailure(due: Due, error: unknown): Promise<void> {
    const { responseCode, message } = error as { responseCode?: number; message: string }
    const wait = waits[due.attempts - 1]
    const isFinal = (responseCode !== undefined && responseCode >= 500) || wait === undefined
    log.warn({ error, deliveryId: due.id, isFinal }, 'a mail was not taken')
    await ground.db.inWorkspace(due.workspace_id, async tx => {
      await tx
        .updateTable('deliveries')
        .set({
          state: isFinal ? 'failed' : 'queued',
          last_error: message.slice(0, 2000),
          locked_until: null,
          next_attempt_at: new Date(ground.clock.now().getTime() + (wait ?? 0) * 60_000),
        })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', due.id)
        .where('state', '=', 'sending')
        .execute()
      if (isFinal && due.message_id)
        await setDeliveryStatus(ground, tx, due.message_id, 'failed', message.slice(0, 2000))
    })
  }

  ground.db.onCommit(ring)
  const net = setInterval(ring, pollMs)
  net.unref()
  return {
    ring,
    async drain() {
      await running // a round under way has claimed mails that it has not written yet
      return drain()
    },
    async stop() {
      stopped = true
      clearInterval(net)
      await running
      for (const transport of transports.values()) transport.close()
    },
    lastSuccessAt: () => success,
  }
}

async function claim(ground: Ground): Promise<Due[]> {
  const now = ground.clock.now()
  const { rows } = await sql<Due>`
    update deliveries d
    set state = 'sending', attempts = attempts + 1, locked_until = ${new Date(now.getTime() + 120_000)}
    where (workspace_id, id) in (
      select workspace_id, id from deliveries
      where state in ('queued', 'sending') and next_attempt_at <= ${now}
        and (state = 'queued' or locked_until < ${now})
      order by next_attempt_at limit 20 for update skip locked
    )
    returning workspace_id, id, channel_id, message_id, envelope_from, recipients, mail, attempts`.execute(
    ground.db.system,
  )
  return rows
}

async function toMail(
  ground: Ground,
  { workspace_id, mail, envelope_from, recipients }: Due,
): Promise<SendMailOptions> {
  return {
    from: mail.from,
    ...(mail.replyTo && { replyTo: mail.replyTo }),
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.messageId}>`,
    ...(mail.inReplyTo && { inReplyTo: `<${mail.inReplyTo}>` }),
    references: mail.references.map(key => `<${key}>`),
    headers: mail.headers,
    envelope: { from: envelope_from, to: recipients },
    attachments: await Promise.all(
      mail.attachments.map(async file => ({
        filename: file.name,
        contentType: file.type,
        content: Buffer.from(await ground.files.readBytes(workspace_id, Buffer.from(file.sha256, 'hex'))),
      })),
    ),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Without an outgoing server a mail is a file: written aside, flushed, then put in place, so none is ever half there. */
async function writeToOutbox(folder: string, id: string, mail: SendMailOptions): Promise<void> {
  await mkdir(folder, { recursive: true })
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await transport.sendMail(mail)
  const aside = join(folder, `.${id}.tmp`)
  const file = await open(aside, 'w')
  await file.writeFile(message as Buffer)
  await file.sync()
  await file.close()
  await rename(aside, join(folder, `${id}.eml`))
}
