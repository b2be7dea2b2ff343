import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer'
import type { Ground } from '#server/platform/ground.ts'
import type { Composed } from './compose.ts'
import type { Purpose } from './queue.ts'
import { smtpOf } from './settings.ts'

/** By a server, or into a folder: there go the mails of a demonstration in any case. */
export type MailOut = { kind: 'smtp'; url: string; folder: string } | { kind: 'outbox'; folder: string }

/** A mail whose time has come, claimed by this node. */
export interface Due {
  workspace_id: string
  id: string
  channel_id: string | null
  message_id: string | null
  purpose: Purpose
  /** Of a demonstration: whoever plays there must not write to real people. */
  is_demo: boolean
  envelope_from: string
  recipients: string[]
  mail: Composed
  attempts: number
}

/** What became of a mail that a server took for at least one of its recipients: those it did not take it for. */
export interface SentMail {
  refused: RefusedRecipient[]
  refusedForNow: RefusedRecipient[]
}

interface RefusedRecipient {
  address: string
  /** The server's own words. */
  said: string
}

export interface Transports {
  /** Sends by the channel's own server, else by the program's, else to a file of the outbox. */
  send(due: Due): Promise<SentMail>
  close(): void
}

const timeouts = {
  pool: true,
  connectionTimeout: 20_000,
  greetingTimeout: 20_000,
  socketTimeout: 60_000,
} as const

/** The ways mails leave, each connection kept open for the next one. */
export function createTransports(ground: Ground, out: MailOut): Transports {
  const open = new Map<string, Transporter>()
  const to = (key: string, make: () => Transporter) => {
    const transport = open.get(key) ?? make()
    open.set(key, transport)
    return transport
  }
  async function intoOutbox(id: string, mail: SendMailOptions): Promise<SentMail> {
    await writeToOutbox(out.folder, id, mail)
    return { refused: [], refusedForNow: [] }
  }
  return {
    async send(due) {
      const mail = await toMail(ground, due)
      if (due.is_demo) return intoOutbox(due.id, mail)
      const own = due.channel_id ? await smtpOf(ground, due.workspace_id, due.channel_id) : undefined
      if (own)
        return resultOf(
          await to(JSON.stringify(own), () => createTransport({ ...own, ...timeouts })).sendMail(mail),
        )
      if (out.kind === 'smtp')
        return resultOf(
          await to(out.url, () => createTransport({ url: out.url, ...timeouts })).sendMail(mail),
        )
      return intoOutbox(due.id, mail)
    },
    close() {
      for (const transport of open.values()) transport.close()
    },
  }
}

/** Why a mail was not taken: `final` for good, `access` because the server does not let us in, `passing` otherwise. */
export function refusalOf(error: Error): 'final' | 'access' | 'passing' {
  const {
    responseCode,
    code,
    command = '',
  } = error as Error & {
    responseCode?: number
    code?: string
    command?: string
  }
  // A wrong password is no verdict on the mail: it leaves when the password is right again.
  if (code === 'EAUTH' || command.startsWith('AUTH') || responseCode === 530 || responseCode === 535)
    return 'access'
  return responseCode !== undefined && responseCode >= 500 ? 'final' : 'passing'
}

interface Answer {
  rejected?: (string | { address: string })[]
  rejectedErrors?: (Error & { recipient?: string })[]
}

function resultOf({ rejectedErrors = [] }: Answer): SentMail {
  const of = (isFinal: boolean) =>
    rejectedErrors
      .filter(error => (refusalOf(error) === 'final') === isFinal)
      .map(error => ({ address: error.recipient ?? '', said: error.message }))
  return { refused: of(true), refusedForNow: of(false) }
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
    // Bcc is here alone: a header would show it to everybody.
    envelope: { from: envelope_from, to: mail.remaining ?? recipients },
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

/** Takes mails that lie as files out of the outbox; those that never did are no error. */
export async function dropFromOutbox(folder: string, ids: string[]): Promise<void> {
  for (const id of ids) await rm(join(folder, `${id}.eml`), { force: true })
}
