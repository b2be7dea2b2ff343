import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { aMember, type Call, type TestApp, type TestWorkspace } from '#server/testing/app.ts'

/** What these tests read of a message. */
export interface SeenMessage {
  id: string
  direction: string
  author: { kind: string; name: string }
  from: { name: string | null; address: string | null }
  subject: string | null
  at: string
  to: { name: string; address: string }[]
  text: string
  fullText: string
  html: string | null
  automatic: string
  auth: { spf: string; dkim: string; dmarc: string } | null
  deliveryStatus: string | null
  deliveryError: string | null
  attachments: {
    id: string
    name: string
    type: string
    bytes: number
    inline: boolean
    contentId: string | null
    url: string
  }[]
  metadata: Record<string, unknown>
}

export interface SeenReceipt {
  id: string
  state: string
  reason: string | null
  detail: string | null
  conversationId: string | null
  messageId: string | null
}

export interface SeenConversation {
  id: string
  status: string
  subject: string
  preview: string
  isSpam: boolean
  waitingSince: string | null
  unread: boolean
  linkedTo: { id: string } | null
  contact: { id: string; name: string }
  episodes: { acknowledgedAt: string | null }[]
}

/** What tests of mail do again and again, in a workspace of theirs. */
export function mailWorld(app: TestApp, workspace: TestWorkspace) {
  const { call } = workspace
  const outbox = async (): Promise<(Email & { raw: Buffer })[]> => {
    const names = await readdir(app.outbox).catch(() => [])
    return Promise.all(
      names
        .filter(name => name.endsWith('.eml'))
        .sort()
        .map(async name => {
          const raw = await readFile(join(app.outbox, name))
          return { ...(await PostalMime.parse(raw)), raw }
        }),
    )
  }
  return {
    /** Posts a raw mail and says what became of it. */
    post: async (raw: Buffer, channelId = workspace.channelId) =>
      (await call<SeenReceipt>('POST', `/channels/${channelId}/raw`, raw)).body,
    messages: async (id: string) =>
      (await call<{ items: SeenMessage[] }>('GET', `/conversations/${id}/messages?limit=100`)).body.items,
    conversation: async (id: string) => (await call<SeenConversation>('GET', `/conversations/${id}`)).body,
    close: async (id: string) => (await call('POST', `/conversations/${id}/closure`, {})).status,
    /** An adviser who answers by writing. */
    adviser: async (name = 'Léa Martin') => {
      const member = await aMember(app, workspace, 'adviser', { name, teamIds: [workspace.teamId] })
      return { ...member, reply: replier(member.call) }
    },
    outbox,
    mailsTo: async (address: string) =>
      (await outbox()).filter(mail => mail.to?.some(to => to.address?.toLowerCase() === address)),
    deliveriesOf: async (conversationId: string) =>
      app.ground.db.system
        .selectFrom('deliveries')
        .selectAll()
        .where('workspace_id', '=', workspace.id)
        .where('conversation_id', '=', conversationId)
        .orderBy('id')
        .execute(),
  }
}

const replier =
  (call: Call) =>
  (conversationId: string, text: string, more: object = {}) =>
    call<SeenMessage>('POST', `/conversations/${conversationId}/messages`, { text, ...more })

/** A delivery report in the standard form, about one recipient of one mail. */
export function aReport({
  to,
  about,
  recipient,
  action = 'failed',
  status = '5.1.1',
  diagnostic = '550 5.1.1 No such user',
}: {
  to: string
  about: string
  recipient: string
  action?: string
  status?: string
  diagnostic?: string
}): Buffer {
  return Buffer.from(
    [
      'From: Mail Delivery System <MAILER-DAEMON@mx.mail.test>',
      `To: ${to}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Return-Path: <>',
      `Message-ID: <report-${Math.random().toString(36).slice(2)}@mx.mail.test>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
      '',
      '--r',
      'Content-Type: text/plain',
      '',
      'I am the mail system; here is what became of your mail.',
      '--r',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.mail.test',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${diagnostic}`,
      '',
      '--r',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${about}>`,
      'Subject: Re: x',
      '--r--',
      '',
    ].join('\r\n'),
  )
}
