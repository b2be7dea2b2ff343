import { DateTime } from 'luxon'
import type { ChatMessage } from '#contract/chat.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { escapeHtml } from '../email/compose.ts'
import type { OpenChat } from './door.ts'
import { changeSession, isTrusted, type SessionRecord } from './sessions.ts'
import { pageOf, type ViewDeps } from './view.ts'

/** Queues a mail that no person wrote. */
export type SendNotice = (
  tx: Tx,
  notice: {
    purpose: 'notice' | 'code'
    to: { name: string; address: string }
    language: 'fr' | 'en'
    subject: string
    text: string
    conversationId?: string
  },
) => Promise<unknown>

export interface TranscriptDeps extends ViewDeps {
  sendNotice: SendNotice
}

type ChatPlace = Pick<OpenChat, 'key' | 'brand'>

/** Messages of the longest conversation that a transcript holds. */
const mostMessages = 2000

/** The conversation as a text that can be kept: who said what and when, what no person wrote named as such (BOT-7). */
export async function transcriptOf(deps: ViewDeps, tx: Tx, chat: ChatPlace, session: SessionRecord) {
  const { items } = await pageOf(deps, tx, chat, session, { limit: mostMessages })
  return { items, text: await writeTranscript(deps.ground, tx, chat, session, items) }
}

async function writeTranscript(
  ground: Ground,
  tx: Tx,
  chat: ChatPlace,
  session: SessionRecord,
  items: ChatMessage[],
): Promise<string> {
  const { t } = ground
  const { language } = session
  const workspace = await tx
    .selectFrom('workspaces')
    .select(['name', 'time_zone'])
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const zone = session.time_zone ?? workspace.time_zone
  const when = (at: string) =>
    DateTime.fromISO(at, { zone })
      .setLocale(language === 'fr' ? 'fr-FR' : 'en-GB')
      .toFormat('yyyy-MM-dd HH:mm:ss ZZ')
  const whoIs = ({ from, name }: ChatMessage) => {
    if (from === 'visitor') return session.name ?? t(language, 'chat:you')
    return from === 'adviser' ? (name ?? workspace.name) : t(language, 'chat:automatic')
  }
  const lines = items.map(message => {
    const files = message.files.map(file => t(language, 'chat:file', { name: file.name }))
    const by = message.channel === 'email' ? ` (${t(language, 'chat:by_mail')})` : ''
    return `[${when(message.at)}] ${whoIs(message)}${by}\n${[message.text, ...files].filter(Boolean).join('\n')}`
  })
  return [t(language, 'chat:transcript_of', { name: chat.brand.name, zone }), ...lines].join('\n\n')
}

/**
 * Mails the transcript to the address that was left, the same words once. To an address that nobody verified only once
 * a person has answered: our mails are not for sending one's words to strangers.
 */
export async function mailTranscript(
  deps: TranscriptDeps,
  tx: Tx,
  chat: ChatPlace,
  session: SessionRecord,
): Promise<SessionRecord> {
  const { ground } = deps
  if (!session.address || !session.conversation_id) throw new Refused('chat.no_address', {}, 422)
  const { items, text } = await transcriptOf(deps, tx, chat, session)
  const last = items.at(-1)
  if (!last) throw new Refused('chat.nothing_said', {}, 422)
  if (!isTrusted(session) && !items.some(({ from }) => from === 'adviser'))
    throw new Refused('chat.address_unverified', {}, 422)
  if (session.transcript_up_to === last.id) return session
  const { language } = session
  await deps.sendNotice(tx, {
    purpose: 'notice',
    to: { name: session.name ?? '', address: session.address },
    language,
    subject: ground.t(language, 'chat:transcript_subject', { name: chat.brand.name }),
    text: `${ground.t(language, 'chat:transcript_lead')}\n\n${text}`,
    conversationId: session.conversation_id,
  })
  return changeSession(tx, session.id, {
    transcript_sent_at: ground.clock.now(),
    transcript_up_to: last.id,
  })
}

/** The same when the conversation ends, for whoever asked for it: quiet where it cannot leave. */
export async function mailTranscriptAtEnd(
  deps: TranscriptDeps,
  tx: Tx,
  chat: ChatPlace & Pick<OpenChat, 'setUp'>,
  session: SessionRecord,
): Promise<SessionRecord> {
  const wanted =
    session.wants_transcript === true && chat.setUp.transcript === 'offered' && session.address !== null
  if (!wanted) return session
  try {
    return await mailTranscript(deps, tx, chat, session)
  } catch (error) {
    if (error instanceof Refused) return session // nothing to tell, or nobody to tell it to
    throw error
  }
}

/** The transcript as a page that can be kept and printed. */
export function transcriptPage(language: 'fr' | 'en', title: string, text: string): string {
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${escapeHtml(title)}</title><pre style="white-space:pre-wrap;font:15px/1.5 system-ui,sans-serif">${escapeHtml(text)}</pre></html>`
}
