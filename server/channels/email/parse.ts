import type { Attachment, Email } from 'postal-mime'
import { safeFileName, sniffType } from '#server/platform/sent-file.ts'
import { type Automatic, type AutomaticClues, mayAnswerAlone, readAutomatic } from './automatic.ts'
import { type Bounce, readBounce } from './bounce.ts'
import { type Invite, readInvite } from './calendar.ts'
import { hasLostLetters, repairHeaders, repairLetters } from './charset.ts'
import { hideFlowed, showFlowed, unwrapFlowed } from './flowed.ts'
import {
  addressesOf,
  cleanAddress,
  type MailAddress,
  type MailHeaders,
  mailHeaders,
  messageIdsOf,
  parseHeaderBlock,
  subjectOf,
} from './headers.ts'
import { parseMime } from './mime.ts'
import { type MailLimits, PoisonMail, refuseBombs, usualLimits } from './poison.ts'
import { type MailBody, readBody } from './read-body.ts'

/** A file that came with a mail. `inline` is a picture shown among the words rather than a file to open. */
export type MailAttachment = {
  name: string
  type: string
  bytes: number
  inline: boolean
  contentId: string | undefined
  content: Uint8Array
}

/** A mail, read. Nothing in it is trusted: addresses are what the sender claims. */
export type ReadMail = MailBody & {
  at: Date
  /** The From header; undefined when it names nobody. */
  from: MailAddress | undefined
  replyTo: MailAddress | undefined
  /**
   * Who wrote: the Reply-To of a web form, the member behind a group, else From. Good for finding the contact; never for joining
   * a conversation, for which only `from` counts, since anyone may write anything in the other two.
   */
  author: MailAddress | undefined
  to: MailAddress[]
  cc: MailAddress[]
  /** Addresses that servers on the way say they delivered or forwarded to; finds the channel when To does not. */
  deliveredTo: string[]
  subject: string
  attachments: MailAttachment[]
  automatic: Automatic
  /** Whether a program of ours may answer without anyone asking. */
  mayAnswerAlone: boolean
  messageId: string | undefined
  inReplyTo: string[]
  references: string[]
  headers: Record<string, string>
  /** A report about a mail of ours: that it did not arrive, waits, or did. */
  bounce: Bounce | undefined
  invite: Invite | undefined
}

/** What the reader must be told; the clock is the caller's. */
export type ReadOptions = { receivedAt: Date; ownAddresses?: string[]; limits?: MailLimits }

/** Reads a raw mail; throws PoisonMail, with a stable code, for what must be parked. */
export async function readMail(raw: Uint8Array, options: ReadOptions): Promise<ReadMail> {
  const limits = options.limits ?? usualLimits
  refuseBombs(raw, limits)
  const { email, unwrap } = await parseWords(repairHeaders(raw), limits)
  const headers = mailHeaders(email.headers)
  const from = addressesOf(headers, 'from', 1)[0]
  const files = await Promise.all(email.attachments.filter(isFile).map(readAttachment))
  const body = readBody({ plain: unwrap(email.text), html: email.html, files, limits, signer: from })
  const attachments = files.map(({ alternative: _, ...file }) => ({
    ...file,
    inline: body.inlineIds.has(file.contentId ?? ''),
  }))
  const statuses = textsOfType(email, ['message/delivery-status'])
  const report = {
    statuses,
    originals: textsOfType(email, ['message/rfc822', 'text/rfc822-headers', 'message/global-headers']),
    headers,
    text: body.fullText,
  }
  const clues: AutomaticClues = {
    headers,
    fromAddress: from?.address,
    subject: subjectOf(headers),
    text: body.text,
    hasDeliveryReport: isDeliveryReport(headers, report),
    ownAddresses: (options.ownAddresses ?? []).map(address => address.toLowerCase()),
  }
  const automatic = readAutomatic(clues)
  const calendar = email.attachments.find(part => /^(?:text\/calendar|application\/ics)$/.test(part.mimeType))
  return {
    ...body,
    at: dateOf(headers, options.receivedAt),
    from,
    replyTo: addressesOf(headers, 'reply-to', 1)[0],
    author: authorOf(headers, from),
    to: addressesOf(headers, 'to'),
    cc: addressesOf(headers, 'cc'),
    deliveredTo: deliveredTo(headers),
    subject: clues.subject,
    attachments,
    automatic,
    mayAnswerAlone: mayAnswerAlone(clues),
    messageId: messageIdsOf(headers.all('message-id'))[0],
    inReplyTo: messageIdsOf([...headers.all('in-reply-to'), ...readMails(email)]),
    references: messageIdsOf(headers.all('references')),
    headers: usefulHeaders(headers),
    bounce: automatic === 'bounce' || statuses.length > 0 ? readBounce(report) : undefined,
    invite: calendar ? readInvite(textOf(calendar)) : undefined,
  }
}

type Parsed = { email: Email; unwrap: (text: string | undefined) => string | undefined }

async function parseWords(raw: Uint8Array, limits: MailLimits): Promise<Parsed> {
  const hidden = hideFlowed(raw)
  const first = await parseWhole(hidden.raw, limits)
  const email = hasLostLetters(`${first.text ?? ''}${first.html ?? ''}`)
    ? await rereadLetters(hidden.raw, first, limits)
    : first
  const unwrap = (text: string | undefined) => {
    const lines = text?.replace(/\r\n?/g, '\n')
    return hidden.flowed && lines !== undefined ? unwrapFlowed(lines, hidden.delSp) : lines
  }
  return { email, unwrap }
}

/** A mail of several parts, none of which begins where it says: what it holds is read as it lies, rather than lost. */
async function parseWhole(raw: Uint8Array, limits: MailLimits): Promise<Email> {
  const email = await parsePart(raw, limits)
  if (email.text || email.html || email.attachments.length > 0 || raw.length > 5_000_000) return email
  const source = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const end = source.search(/\r?\n\r?\n/)
  const head = source.slice(0, end)
  const body = source.slice(end)
  const type = /^content-type:[ \t]*multipart\/.*(?:\r?\n[ \t].*)*/im
  const written = end < 0 ? undefined : type.exec(head)?.[0]
  const boundary = written && /boundary\s*=\s*(?:"([^"]*)"|([^\s;]*))/i.exec(written)
  // Where a part begins as announced, the mail is empty because it says so.
  if (!written || (boundary && body.includes(`\n--${boundary[1] ?? boundary[2]}`))) return email
  const plain = await parsePart(Buffer.from(head.replace(type, 'X-Lost-Parts: yes') + body, 'latin1'), limits)
  // What kind of mail it is, its own headers still say.
  return { ...plain, headers: email.headers, headerLines: email.headerLines }
}

async function parsePart(raw: Uint8Array, limits: MailLimits): Promise<Email> {
  try {
    const email = await parseMime(raw, {
      forceRfc822Attachments: true,
      maxNestingDepth: limits.depth,
      maxHeadersSize: limits.headerBytes,
    })
    if (email.attachments.length > limits.parts)
      throw new PoisonMail('mail.too_many_parts', { limit: limits.parts })
    return email
  } catch (error) {
    if (error instanceof PoisonMail) throw error
    const words = error instanceof Error ? error.message : ''
    if (words.includes('nesting depth'))
      throw new PoisonMail('mail.nested_too_deep', { limit: limits.depth }, error)
    if (words.includes('header size'))
      throw new PoisonMail('mail.headers_too_large', { limit: limits.headerBytes }, error)
    throw new PoisonMail('mail.unreadable', {}, error)
  }
}

/** A program that wrote Windows-1252 and said UTF-8, or said nothing: read again, and kept only if the words come out whole. */
async function rereadLetters(raw: Uint8Array, first: Email, limits: MailLimits): Promise<Email> {
  if (raw.length > 5_000_000) return first
  const source = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const declared = source.replace(/charset\s*=\s*"?utf-?8"?/gi, 'charset=windows-1252')
  const said = declared === source ? `Content-Type: text/plain; charset=windows-1252\r\n${source}` : declared
  const second = await parsePart(Buffer.from(said, 'latin1'), limits)
  const words = `${second.text ?? ''}${second.html ?? ''}`
  // Letters that now look like broken UTF-8 were UTF-8 with one byte lost: the first reading was the better one.
  return repairLetters(words) !== words || /[\u00c3\u00e2][\u0080-\u00bf\u20ac]/.test(words) ? first : second
}

type ReadFile = Omit<MailAttachment, 'inline'> & { alternative: string }

/** Other renderings of the same words are not files. */
const isFile = (part: Attachment) =>
  !/^text\/(?:x-amp-html|watch-html|enriched|x-enriched)$/.test(part.mimeType)

async function readAttachment(part: Attachment, index: number): Promise<ReadFile> {
  const bytes = typeof part.content === 'string' ? Buffer.from(part.content) : new Uint8Array(part.content)
  const content = part.mimeType === 'message/rfc822' ? showFlowed(bytes) : bytes
  const type = await sniffType(content, part.mimeType)
  return {
    name: safeFileName(part.filename ?? nameByKind(part.mimeType, content), type, index + 1),
    type,
    bytes: content.length,
    contentId: part.contentId?.replace(/^<|>$/g, '').trim() || undefined,
    content,
    alternative: part.filename ?? '',
  }
}

/** Parts of mails have no file name; a person who sees them in a list wants one. */
function nameByKind(type: string, content: Uint8Array): string | undefined {
  if (type === 'text/calendar' || type === 'application/ics') return 'invite.ics'
  if (type === 'message/delivery-status') return 'delivery-status.txt'
  if (type === 'text/rfc822-headers') return 'headers.txt'
  if (type !== 'message/rfc822') return undefined
  const subject = subjectOf(parseHeaderBlock(decode(content.subarray(0, 20_000))))
  return `${subject.replace(/[/\\]/g, '-') || 'message'}.eml`
}

const decode = (bytes: Uint8Array) => new TextDecoder('utf-8').decode(bytes)

function textOf(part: Attachment): string {
  return typeof part.content === 'string'
    ? part.content
    : decode(new Uint8Array(part.content).subarray(0, 500_000))
}

function textsOfType(email: Email, types: string[]): string[] {
  return email.attachments.filter(part => types.includes(part.mimeType)).map(textOf)
}

/** The mails of ours that somebody's program says were read; it names them in its report, and often nowhere else. */
function readMails(email: Email): string[] {
  return textsOfType(email, ['message/disposition-notification']).flatMap(report =>
    parseHeaderBlock(report.trimStart()).all('original-message-id'),
  )
}

/** A report that only says « delivered » is no bounce. */
function isDeliveryReport(headers: MailHeaders, report: Parameters<typeof readBounce>[0]): boolean {
  const isReport =
    /report-type="?delivery-status/i.test(headers.first('content-type') ?? '') || report.statuses.length > 0
  if (!isReport) return false
  const { recipients } = readBounce(report)
  return (
    recipients.length === 0 || recipients.some(({ action }) => action === 'failed' || action === 'delayed')
  )
}

/** A date that is missing, unreadable, in the future or older than mail itself says nothing: the time of receipt does. */
function dateOf(headers: MailHeaders, receivedAt: Date): Date {
  const written = new Date(headers.first('date')?.replace(/\([^)]*\)/g, '') ?? '')
  const isCredible =
    written.getTime() > Date.UTC(1990, 0) && written.getTime() < receivedAt.getTime() + 60_000
  return isCredible ? written : receivedAt
}

function authorOf(headers: MailHeaders, from: MailAddress | undefined): MailAddress | undefined {
  // A group rewrites From with its own address; only Google's header names the member.
  const member = cleanAddress(headers.first('x-original-sender'))
  if (member) return { name: from?.name ?? '', address: member }
  return addressesOf(headers, 'reply-to', 1)[0] ?? from ?? addressesOf(headers, 'sender', 1)[0]
}

const deliveryHeaders = [
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'x-forwarded-to',
  'x-forwarded-for',
  'resent-to',
]

function deliveredTo(headers: MailHeaders): string[] {
  const found = deliveryHeaders.flatMap(name => headers.all(name).flatMap(value => value.split(/[\s,]+/)))
  return [...new Set(found.map(cleanAddress))].filter(address => address !== undefined).slice(0, 50)
}

const useful =
  'auto-submitted precedence list-id list-unsubscribe x-auto-response-suppress return-path x-loop x-mailer user-agent sender x-original-sender importance x-priority x-boucle-loop x-boucle-test x-spam-flag x-spam-status authentication-results'.split(
    ' ',
  )

function usefulHeaders(headers: MailHeaders): Record<string, string> {
  return Object.fromEntries(
    useful.flatMap(name => {
      const value = headers.first(name)
      return value === undefined ? [] : [[name, value.replace(/[\p{Cc}]+/gu, ' ').slice(0, 2000)]]
    }),
  )
}
