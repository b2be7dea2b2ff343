import { sql } from 'kysely'
import type { Recipient } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { channelById, type EmailChannel } from './channel-records.ts'
import { composeBody, escapeHtml, newMessageId } from './compose.ts'
import { channelWrittenTo, type HouseOfMail } from './house.ts'
import { type Purpose, queue } from './queue.ts'
import { replyAddress, splitAddress } from './reply-address.ts'
import { threadKeys } from './thread-keys.ts'

export interface Notice {
  purpose: Exclude<Purpose, 'reply' | 'side'>
  to: Recipient
  language: 'fr' | 'en'
  subject: string
  text: string
  html?: string
  conversationId?: string
  channelId?: string
  headers?: Record<string, string>
  /** What the caller knows already, and need not be asked again. */
  known?: {
    channel: { id: string; address: string | null }
    /** The mail that is answered. */
    answers: { messageId: string | undefined; references: string[] }
  }
}

/** Queues a mail that no person wrote: an acknowledgement, a survey, an invitation. Marked automatic, so that no robot answers it. Under the name of a brand, where it is to a customer. */
export async function sendNotice(
  ground: Ground,
  tx: Tx,
  notice: Notice,
  houseOf?: HouseOfMail,
): Promise<string> {
  const channel = notice.known?.channel ?? (await noticeChannel(tx, notice.channelId))
  const house =
    houseOf && isToCustomer(notice)
      ? await houseOf(tx, await spokenFor(tx, notice), notice.language)
      : undefined
  const name = house?.name ?? (await nameOfWorkspace(tx))
  const host = new URL(ground.publicUrl).hostname
  const address = channel?.address ?? `boucle@${host}`
  const id = ground.newId()
  const [, domain] = splitAddress(address)
  const references = await referencesOf(tx, notice)
  const body = composeBody(ground.t, notice.language, {
    text: notice.text,
    html: null,
    signature: '',
    footer: house?.footer ?? '',
    quoted: null,
    forwarded: null,
    when: at => at.toISOString(),
  })
  await queue(ground, tx, {
    id,
    channelId: channel?.id ?? null,
    conversationId: notice.conversationId ?? null,
    messageId: null,
    purpose: notice.purpose,
    envelopeFrom: address,
    notBefore: ground.clock.now(),
    mail: {
      from: { name, address },
      replyTo: notice.conversationId ? replyAddress(ground.secrets, address, notice.conversationId) : null,
      to: [notice.to],
      cc: [],
      bcc: [],
      subject: notice.subject,
      text: body.text,
      html: notice.html ? withFooter(notice.html, house?.footer ?? '') : body.html,
      messageId: newMessageId(id, domain),
      inReplyTo: references.at(-1) ?? null,
      references,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...notice.headers },
      attachments: [],
    },
  })
  return id
}

/** What is said about a request, about somebody’s rights, or asked of a visitor, is said to a customer; the rest to people who work here. */
const isToCustomer = ({ purpose, conversationId }: Notice): boolean =>
  conversationId !== undefined || purpose === 'code' || purpose === 'rights'

/** The channel whose brand speaks. */
async function spokenFor(tx: Tx, { conversationId, channelId, known }: Notice): Promise<string | null> {
  return (
    known?.channel.id ?? (conversationId && (await channelWrittenTo(tx, conversationId))) ?? channelId ?? null
  )
}

/** The same words at the end of a mail that has a look of its own. */
function withFooter(html: string, footer: string): string {
  if (!footer) return html
  const lines = escapeHtml(footer).replaceAll('\n', '<br>')
  const block = `<p style="max-width:560px;margin:24px auto 0;font-size:13px;line-height:18px">${lines}</p>`
  return html.includes('</body>') ? html.replace('</body>', `${block}\n</body>`) : html + block
}

async function nameOfWorkspace(tx: Tx): Promise<string> {
  const { name } = await tx
    .selectFrom('workspaces')
    .select('name')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return name
}

/** Those of the mail that is answered, and that mail (RFC 5322, section 3.6.4); or else all of the thread. */
async function referencesOf(tx: Tx, { known, conversationId }: Notice): Promise<string[]> {
  if (known?.answers.messageId) return [...known.answers.references.slice(-19), known.answers.messageId]
  return conversationId ? threadKeys(tx, conversationId) : []
}

async function noticeChannel(tx: Tx, wanted: string | undefined): Promise<EmailChannel | undefined> {
  const asked = wanted ? await channelById(tx, wanted) : undefined
  if (asked?.enabled && asked.address) return asked
  return (
    tx
      .selectFrom('channels')
      .selectAll()
      .where('workspace_id', '=', tx.workspaceId)
      .where('kind', '=', 'email')
      .where('enabled', '=', true)
      .where('address', 'is not', null)
      // What cannot send is the last to be asked to tell so.
      .orderBy(sql`coalesce(health -> 'out' ->> 'state', '') = 'failing'`)
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
  )
}
