import { cleanAddress, type MailHeaders, messageIdsOf, oneLine, parseHeaderBlock } from './headers.ts'

/** What became of one recipient of a mail of ours. */
export type BouncedRecipient = {
  address: string
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  /** The enhanced status code, such as 5.1.1; undefined when the report gives none. */
  status: string | undefined
  permanent: boolean
  diagnostic: string
}

/** A report about a mail of ours that did not arrive. */
export type Bounce = {
  originalMessageId: string | undefined
  originalReferences: string[]
  recipients: BouncedRecipient[]
  /** True when a recipient will never get it; a delay is not permanent. */
  permanent: boolean
}

/** The parts a report may have, already decoded. */
export type ReportParts = {
  /** `message/delivery-status` parts. */
  statuses: string[]
  /** `message/rfc822` and `text/rfc822-headers` parts: what we had sent. */
  originals: string[]
  headers: MailHeaders
  text: string
}

/** Reads a delivery report, in the standard form (RFC 3464) or in the words of servers that ignore it. */
export function readBounce({ statuses, originals, headers, text }: ReportParts): Bounce {
  const standard = statuses.flatMap(readStatus)
  const recipients = standard.length > 0 ? standard : readWords(headers, text)
  const original = originals.map(originalHeaders).find(found => found.first('message-id') !== undefined)
  const inText = parseHeaderBlock(quotedHeaders(text))
  const originalMessageId =
    messageIdsOf(original?.all('message-id') ?? [])[0] ??
    messageIdsOf(headers.all('x-original-message-id'))[0] ??
    messageIdsOf(inText.all('message-id'))[0] ??
    // A report is an answer to the mail it speaks of: many servers say so.
    messageIdsOf(headers.all('in-reply-to'))[0]
  return {
    originalMessageId,
    originalReferences: messageIdsOf([...(original?.all('references') ?? []), ...headers.all('references')]),
    recipients,
    permanent: recipients.some(recipient => recipient.permanent),
  }
}

function originalHeaders(part: string): MailHeaders {
  const unfolded = part.replace(/\r\n?/g, '\n').replace(/^\n+/, '')
  const end = unfolded.indexOf('\n\n')
  return parseHeaderBlock(end < 0 ? unfolded : unfolded.slice(0, end))
}

/** The first group of fields is about the report, each other about one recipient. */
function readStatus(part: string): BouncedRecipient[] {
  return part
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map(parseHeaderBlock)
    .flatMap(fields => {
      const address =
        typedValue(fields.first('original-recipient')) ?? typedValue(fields.first('final-recipient'))
      if (!address) return []
      const action = fields.first('action')?.trim().toLowerCase()
      const diagnostic = oneLine((fields.first('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, '')).slice(
        0,
        500,
      )
      const status =
        /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.first('status') ?? '')?.[0] ?? statusIn(diagnostic)
      return [recipientOf(address, isAction(action) ? action : undefined, status, diagnostic)]
    })
}

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const
const isAction = (word: string | undefined): word is BouncedRecipient['action'] =>
  actions.some(action => action === word)

function typedValue(value: string | undefined): string | undefined {
  return cleanAddress(value?.replace(/^[\w-]+\s*;/, '').replace(/[<>]/g, ''))
}

function recipientOf(
  address: string,
  action: BouncedRecipient['action'] | undefined,
  status: string | undefined,
  diagnostic: string,
): BouncedRecipient {
  const code = status ?? /\b([45])\d\d\b/.exec(diagnostic)?.[1]
  const verdict = action ?? (code?.startsWith('4') ? 'delayed' : 'failed')
  // « failed » with a 4.x status means the server gave up waiting: this mail is lost, the address may be good (a full
  // mailbox), so it is not permanent.
  return {
    address,
    action: verdict,
    status,
    permanent: verdict === 'failed' && !code?.startsWith('4'),
    diagnostic,
  }
}

const statusIn = (words: string) => /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(words)?.[0]

/** qmail, Exchange and webmails write sentences: an address, then near it a code or a reason. */
function readWords(headers: MailHeaders, text: string): BouncedRecipient[] {
  const words = text.slice(0, 20_000)
  const named = headers.all('x-failed-recipients').flatMap(value => value.split(','))
  const written = [
    ...words.matchAll(/^\s*<?([^\s<>@:;,"()]+@[^\s<>@:;,"()]+\.[^\s<>@:;,"()]+)>?\s*(?::|\(|$)/gm),
    ...words.matchAll(
      /(?:delivered to|remis à|could not be delivered to|recipient address|destinataire)[^\n@]{0,40}?<?([^\s<>@:;,"']+@[^\s<>@:;,"']+\.\w+)>?/gi,
    ),
  ].map(match => match[1] ?? '')
  const reason = /[^\n]*\b[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3})?[^\n]*/.exec(words)?.[0] ?? ''
  const isDelay =
    /delayed|will (?:be )?retr|not yet been delivered|retard|nouvelle tentative|en attente/i.test(words) &&
    !/\b5\d\d\b/.test(reason)
  const addresses = [...new Set([...named, ...written].map(cleanAddress))].filter(
    address => address !== undefined,
  )
  return addresses
    .slice(0, 50)
    .map(address =>
      recipientOf(
        address,
        isDelay ? 'delayed' : undefined,
        statusIn(reason || words),
        oneLine(reason).slice(0, 500),
      ),
    )
}

/** Servers without parts paste the original, or only its headers, under a line of their own. */
function quotedHeaders(text: string): string {
  const found = /^[>\s]*message-id\s*:\s*.*$/gim.exec(text)?.[0] ?? ''
  return found.replace(/^[>\s]+/, '')
}
