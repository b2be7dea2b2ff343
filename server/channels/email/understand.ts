import { sql } from 'kysely'
import type { Conversations } from '#server/conversations/index.ts'
import { maskCards, maskCardsInHtml } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { MailAuthentication } from './authentication.ts'
import type { MailAddress } from './headers.ts'
import type { ReadMail } from './parse.ts'
import type { MailRead } from './reading.ts'
import { conversationIn, sideIn, splitAddress, withoutTag } from './reply-address.ts'
import { noteReport, type ReportedMail, reportedMail } from './reports.ts'
import type { Envelope } from './store.ts'
import type { ReceivingChannel } from './waiting.ts'

export interface UnderstandDeps {
  ground: Ground
  receive: Conversations['receive']
  receiveAside: Conversations['receiveAside']
  takesPartAside: Conversations['takesPartAside']
  contactOfSender: (
    tx: Tx,
    sender: {
      kind: 'email'
      address: string
      name: string | null
      verified?: boolean
      language?: 'fr' | 'en' | null
    },
  ) => Promise<{ contactId: string; identityId: string; isNew: boolean; blocked: boolean }>
  detectLanguage: (text: string) => Promise<'fr' | 'en' | null>
  acknowledge: (tx: Tx, about: Acknowledged) => Promise<void>
}

export interface Acknowledged {
  /** The address that was written to; absent where the request came by none. */
  channel?: ReceivingChannel
  /** The channel it came by, where that is no address. */
  channelId?: string
  conversationId: string
  conversationNumber: number
  episodeId: string
  contactId: string
  to: { name: string; address: string }
  subject: string
  language: 'fr' | 'en'
  /** The mail that is acknowledged, when it was one. */
  messageId?: string | undefined
  references: string[]
}

export interface Outcome {
  state: 'parsed' | 'parked' | 'ignored'
  reason?: string
  conversationId?: string
  messageId?: string
  /** It held a payment card: the mail as it came must not be kept (REC-5). */
  dropsRaw?: boolean
}

/** A mailbox that is fetched for the first time brings mails that are no news to those who wrote them. */
const acknowledgedWithinMs = 86_400_000

/** Makes of a mail that was read what it is: a report on one of ours, our own echo, or a customer's message in its thread. */
export async function understand(deps: UnderstandDeps, tx: Tx, read: MailRead): Promise<Outcome> {
  const { mail, auth, channel, waiting } = read
  if (mail.headers['x-boucle-test'] && (await testCameHome(deps.ground, tx, mail)))
    return { state: 'ignored', reason: 'mail.test' }
  if (mail.from && waiting.own_addresses.includes(withoutTag(mail.from.address)))
    return { state: 'ignored', reason: 'mail.own', dropsRaw: holdsCard(mail) }
  const known = await knownKeys(tx, mail)
  if (isDuplicate(mail, known))
    return { state: 'ignored', reason: 'mail.duplicate', dropsRaw: holdsCard(mail) }
  const reported = mail.bounce && (await reportedMail(tx, mail.bounce))
  if (reported) return understandReport(deps, tx, read, reported)
  const author = authorOf(mail, channel)
  if (!author) return { state: 'parked', reason: 'mail.no_sender' }
  const sideId = await sideOf(deps, tx, mail, auth, author, known)
  return sideId
    ? understandAside(deps, tx, read, author, sideId)
    : understandMessage(deps, tx, read, author, known)
}

/** Who a mail is from; a bounce from nobody comes from the postmaster of wherever it went. */
function authorOf(mail: ReadMail, channel: ReceivingChannel): MailAddress | undefined {
  const author = mail.author ?? mail.from
  if (author || mail.automatic !== 'bounce') return author
  const [, domain] = splitAddress(channel.address ?? '')
  return { name: '', address: `mailer-daemon@${domain || 'localhost'}` }
}

/** The side conversation that a mail answers: its sender must take part in it, or it is a request like any other. */
async function sideOf(
  { ground, takesPartAside }: UnderstandDeps,
  tx: Tx,
  mail: ReadMail,
  auth: MailAuthentication,
  author: MailAddress,
  known: KnownKey[],
): Promise<string | undefined> {
  if (!mayJoin(mail, auth)) return undefined
  const named = [...mail.to, ...mail.cc]
    .map(one => one.address)
    .concat(mail.deliveredTo)
    .flatMap(address => sideIn(ground.secrets, address) ?? [])
  for (const id of new Set([...named, ...known.flatMap(row => row.side_id ?? [])]))
    if (await takesPartAside(tx, id, author.address)) return id
  return undefined
}

async function understandAside(
  deps: UnderstandDeps,
  tx: Tx,
  read: MailRead,
  author: MailAddress,
  sideId: string,
): Promise<Outcome> {
  const arrived = await deps.receiveAside(tx, sideId, {
    ...(await wordsOf(deps.ground, tx, read)),
    from: { name: author.name || null, address: author.address },
    key: read.mail.messageId ?? null,
  })
  return {
    state: 'parsed',
    conversationId: arrived.conversationId,
    messageId: arrived.messageId,
    dropsRaw: arrived.isMasked,
  }
}

async function understandMessage(
  deps: UnderstandDeps,
  tx: Tx,
  read: MailRead,
  author: MailAddress,
  known: KnownKey[],
): Promise<Outcome> {
  const { mail, auth, channel, waiting } = read
  const language = await deps.detectLanguage(mail.text || mail.subject)
  const sender = await deps.contactOfSender(tx, {
    kind: 'email',
    address: author.address,
    name: author.name || null,
    // Only an aligned, passing DMARC vouches for the address of the From header.
    verified: auth.dmarc === 'pass' && author.address === mail.from?.address,
    language,
  })
  const isSpam =
    sender.blocked || /^yes\b/i.test(mail.headers['x-spam-flag'] ?? mail.headers['x-spam-status'] ?? '')
  const arrived = await deps.receive(tx, {
    ...(await wordsOf(deps.ground, tx, read)),
    contactId: sender.contactId,
    identityId: sender.identityId,
    candidates: mayJoin(mail, auth) ? candidatesOf(deps.ground, mail, known) : [],
    from: { name: author.name || null, address: author.address },
    language,
    isSpam,
  })
  const isNews =
    (waiting.envelope as Envelope).via !== 'imap' ||
    waiting.received_at.getTime() - mail.at.getTime() < acknowledgedWithinMs
  if (arrived.opened && mail.mayAnswerAlone && !isSpam && isNews && auth.dmarc !== 'fail')
    await deps.acknowledge(tx, {
      channel,
      conversationId: arrived.conversationId,
      conversationNumber: arrived.conversationNumber,
      episodeId: arrived.episodeId,
      contactId: sender.contactId,
      to: { ...author, name: maskCards(author.name).text },
      subject: maskCards(mail.subject).text,
      language: language ?? channel.language,
      messageId: mail.messageId,
      references: mail.references,
    })
  return {
    state: 'parsed',
    conversationId: arrived.conversationId,
    messageId: arrived.messageId,
    dropsRaw: arrived.isMasked,
  }
}

/** A report on a mail of ours moves its status, and is shown in the conversation that the mail was of. */
async function understandReport(
  deps: UnderstandDeps,
  tx: Tx,
  read: MailRead,
  reported: ReportedMail,
): Promise<Outcome> {
  const { mail, channel } = read
  const state = await noteReport(deps.ground, tx, reported, mail.bounce!)
  const outcome: Outcome = {
    state: 'parsed',
    reason: state === 'bounced' ? 'mail.bounced' : 'mail.delivery_report',
    dropsRaw: holdsCard(mail),
  }
  // What was asked beside the conversation stays beside it.
  if (!reported.conversationId || !reported.contactId || reported.isAside) return outcome
  const author = authorOf(mail, channel)
  const arrived = await deps.receive(tx, {
    ...(await wordsOf(deps.ground, tx, read)),
    contactId: reported.contactId,
    identityId: null,
    belongsTo: reported.conversationId,
    candidates: [],
    from: { name: author?.name || null, address: author?.address ?? null },
    // A success that a server reports is no more a person's than a failure.
    automatic: mail.automatic === 'none' ? 'autoReply' : mail.automatic,
    language: null,
    isSpam: false,
  })
  return { ...outcome, conversationId: arrived.conversationId, messageId: arrived.messageId }
}

/** What a mail says, in the words of the hub. */
async function wordsOf(ground: Ground, tx: Tx, { mail, auth, channel, files }: MailRead) {
  const fileIds = await ground.files.register(tx, files)
  return {
    channel: { id: channel.id, kind: 'email', language: channel.language, teamId: channel.team_id },
    at: mail.at,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    text: mail.text,
    fullText: mail.fullText,
    html: mail.html ?? null,
    automatic: mail.automatic,
    auth: { spf: auth.spf, dkim: auth.dkim, dmarc: auth.dmarc },
    attachments: mail.attachments.map((file, index) => ({
      fileId: fileIds[index]!,
      name: file.name,
      type: file.type,
      bytes: file.bytes,
      inline: file.inline,
      contentId: file.contentId ?? null,
    })),
    keys: mail.messageId ? [mail.messageId] : [],
    folds: mail.folds,
    metadata: {
      ...(mail.remoteImages > 0 && { remoteImages: mail.remoteImages }),
      ...(mail.invite && { invite: mail.invite }),
      ...(mail.truncated && { truncated: true }),
      // Rules ask it later, when the mail's headers are no longer at hand.
      ...(!mail.mayAnswerAlone && { noAutomaticAnswer: true }),
      ...(mail.from &&
        mail.author &&
        mail.author.address !== mail.from.address && { sentFrom: mail.from.address }),
    },
  }
}

/** Reply-To may say anyone, and a failed DMARC says the From is forged: such a mail joins nobody's conversation. */
function mayJoin(mail: ReadMail, auth: MailAuthentication): boolean {
  if (auth.dmarc === 'fail') return false
  return mail.author === undefined || mail.author.address === mail.from?.address
}

interface KnownKey {
  key: string
  /** Null where it belongs to a side conversation. */
  conversation_id: string | null
  side_id: string | null
  /** Of the message that has this very key; null where a mail that no person wrote has it. */
  text: string | null
  from_address: string | null
  direction: 'in' | 'out' | 'note' | null
}

/** What is known of the ids that a mail names: its own, those it answers, and the automatic mails of ours among them. */
async function knownKeys(tx: Tx, mail: ReadMail): Promise<KnownKey[]> {
  const keys = [
    ...new Set([...(mail.messageId ? [mail.messageId] : []), ...mail.inReplyTo, ...mail.references]),
  ]
  if (keys.length === 0) return []
  const { rows } = await sql<KnownKey>`
    select k.key, k.conversation_id, null::uuid as side_id, m.text, m.from_address, m.direction
    from message_keys k
    left join messages m on k.key = ${mail.messageId ?? ''}
      and m.workspace_id = ${tx.workspaceId} and m.id = k.message_id
    where k.workspace_id = ${tx.workspaceId} and k.channel_kind = 'email' and k.key = any (${keys}::text[])
    union all
    select d.mail_message_id, d.conversation_id, null, null, null, null
    from deliveries d
    where d.workspace_id = ${tx.workspaceId} and d.mail_message_id = any (${keys}::text[])
      and d.message_id is null and d.conversation_id is not null
    union all
    select x.mail_message_id, null, x.side_id, x.text, x.from_address, x.direction
    from side_messages x
    where x.workspace_id = ${tx.workspaceId} and x.mail_message_id = any (${keys}::text[])`.execute(tx)
  return rows
}

/** Conversations the mail points to: our signed address, then In-Reply-To, then all References, nearest first. */
function candidatesOf(ground: Ground, mail: ReadMail, known: KnownKey[]): string[] {
  const addresses = [...mail.to, ...mail.cc].map(one => one.address).concat(mail.deliveredTo)
  const tokens = addresses
    .map(address => conversationIn(ground.secrets, address))
    .filter(id => id !== undefined)
  const byKey = new Map(known.map(row => [row.key, row.conversation_id]))
  const keys = [...mail.inReplyTo, ...mail.references.toReversed()]
  return [...new Set([...tokens, ...keys.flatMap(key => byKey.get(key) ?? [])])]
}

/** The same words, from the same person, under the same Message-ID: one mail that came by two addresses of ours. */
function isDuplicate(mail: ReadMail, known: KnownKey[]): boolean {
  const same = known.find(row => row.key === mail.messageId && row.direction === 'in')
  const author = mail.author ?? mail.from
  return (
    same !== undefined &&
    same.from_address === (author?.address ?? null) &&
    same.text === maskCards(mail.text).text
  )
}

function holdsCard({ subject, fullText, html = '' }: ReadMail): boolean {
  const words = `${subject}\n${fullText}`
  return maskCards(words).text !== words || maskCardsInHtml(html).html !== html
}

/** A round-trip test of ours came home; anybody may write its header, so only one that we sent counts. */
async function testCameHome(ground: Ground, tx: Tx, mail: ReadMail): Promise<boolean> {
  const test = await tx
    .updateTable('deliveries')
    .set({
      state: 'delivered',
      mail: sql`mail || jsonb_build_object('arrivedAt', ${ground.clock.now().toISOString()}::text)`,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('mail_message_id', '=', mail.messageId ?? '')
    .where('purpose', '=', 'test')
    .where('state', '!=', 'delivered')
    .returning('id')
    .executeTakeFirst()
  if (!test) return false
  await ground.recordEvent(tx, {
    type: 'channel.test_arrived',
    actor: system,
    subject: { kind: 'delivery', id: test.id },
  })
  return true
}
