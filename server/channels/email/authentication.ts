import type { DNSResolver } from 'mailauth'
import type { MailHeaders } from './headers.ts'

/** What a check of the sender found, in the words of RFC 8601. */
export type AuthResult =
  | 'pass'
  | 'fail'
  | 'softfail'
  | 'neutral'
  | 'none'
  | 'policy'
  | 'temperror'
  | 'permerror'

/** Who vouches for a mail; `domain` is the domain of the From header that DMARC spoke of, so the only one that is vouched for. */
export type MailAuthentication = {
  spf: AuthResult
  dkim: AuthResult
  dmarc: AuthResult
  domain: string | undefined
}

/** How the mail reached us: what the SMTP session saw, or, for a mailbox that we fetch, whose verdict to believe. */
export type AuthenticationContext = {
  /** The SMTP session; undefined when the mail came another way: SPF is then `none`. */
  session?: { ip: string; helo: string; mailFrom: string }
  /** The `authserv-id` of the server that keeps the mailbox (IMAP); only its own, topmost header is believed. */
  trustedServer?: string
  resolver: DNSResolver
  /** DKIM and DMARC without DNS would only time out. */
  isOffline?: boolean
  timeoutMs?: number
}

const results: readonly AuthResult[] = [
  'pass',
  'fail',
  'softfail',
  'neutral',
  'none',
  'policy',
  'temperror',
  'permerror',
]
const resultOf = (word: string | undefined): AuthResult =>
  results.find(result => result === word?.toLowerCase()) ?? 'none'

/** Checks SPF, DKIM and DMARC; never throws and never lasts longer than its time limit. A header that the sender wrote proves nothing. */
export async function authenticateMail(
  raw: Uint8Array,
  headers: MailHeaders,
  context: AuthenticationContext,
): Promise<MailAuthentication> {
  const told =
    context.trustedServer === undefined ? undefined : trustedVerdict(headers, context.trustedServer)
  if (told) return told
  if (context.isOffline) return { spf: 'none', dkim: 'none', dmarc: 'none', domain: undefined }
  const unknown: MailAuthentication = {
    spf: 'temperror',
    dkim: 'temperror',
    dmarc: 'temperror',
    domain: undefined,
  }
  const time = Promise.withResolvers<MailAuthentication>()
  const timer = setTimeout(() => time.resolve(unknown), context.timeoutMs ?? 8000)
  try {
    return await Promise.race([check(signedPartOf(raw), context), time.promise])
  } catch {
    // A malformed key or signature is the sender's trouble: the mail is read all the same, as not vouched for.
    return unknown
  } finally {
    clearTimeout(timer)
  }
}

/** A mail that nobody signed is judged by its headers: its body is not hashed for nothing. */
function signedPartOf(raw: Uint8Array): Buffer {
  const mail = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const end = mail.indexOf('\r\n\r\n')
  if (end < 0) return mail
  const headers = mail.subarray(0, end + 4)
  return /^(?:dkim-signature|arc-seal|arc-message-signature)[ \t]*:/im.test(headers.toString('latin1'))
    ? mail
    : headers
}

async function check(raw: Buffer, { session, resolver }: AuthenticationContext): Promise<MailAuthentication> {
  // Loaded with the first mail: it is large.
  const { authenticate } = await import('mailauth')
  const found = await authenticate(raw, {
    ...(session ? { ip: session.ip, helo: session.helo, sender: session.mailFrom } : {}),
    trustReceived: false,
    disableBimi: true,
    mta: 'boucle',
    resolver: safely(resolver),
  })
  const spf = session && found.spf ? resultOf(found.spf.status.result) : 'none'
  const dkim = bestOf(
    (found.dkim?.results ?? []).map(({ status }) => (isChanged(status) ? 'fail' : resultOf(status.result))),
  )
  const dmarc = found.dmarc ? resultOf(found.dmarc.status.result) : 'none'
  return {
    spf,
    dkim,
    dmarc: dmarc === 'fail' ? failureOf({ hasSession: session !== undefined, spf, dkim }) : dmarc,
    domain: found.dmarc ? (found.dmarc.status.header?.from ?? found.dmarc.domain) : undefined,
  }
}

/**
 * A forgery is only what could be checked and was not vouched for. Where a server of names did not answer, or where SPF
 * could not be looked at (a mail fetched from a mailbox), the mail may be as honest as any.
 */
function failureOf({
  hasSession,
  spf,
  dkim,
}: {
  hasSession: boolean
  spf: AuthResult
  dkim: AuthResult
}): AuthResult {
  if (spf === 'temperror' || dkim === 'temperror') return 'temperror'
  return hasSession ? 'fail' : 'none'
}

/** The library calls a mail whose words were changed after signing neutral; to the reader it is a failed signature. */
const isChanged = (status: { comment?: string }) => /body hash/i.test(status.comment ?? '')

/** A mail with one broken signature among good ones is good. */
function bestOf(found: AuthResult[]): AuthResult {
  const order: AuthResult[] = ['pass', 'temperror', 'fail', 'permerror', 'policy', 'neutral', 'softfail']
  return order.find(result => found.includes(result)) ?? 'none'
}

/** A resolver that answers « no such name » to names no server should be asked for. */
function safely(resolver: DNSResolver): DNSResolver {
  return async (name, type) => {
    if (name.length > 253 || !/^[\w.-]+$/.test(name)) {
      throw Object.assign(new Error(`queryTxt ENOTFOUND ${type}`), { code: 'ENOTFOUND' })
    }
    return resolver(name, type)
  }
}

/**
 * Reads the verdict of the server that received the mail for us. Only the first header of all may be its own (RFC 8601,
 * section 5): one below another server's trace could have come with the mail.
 */
function trustedVerdict(headers: MailHeaders, trusted: string): MailAuthentication | undefined {
  const value = headers.first('authentication-results')?.replace(/\([^()]*\)/g, ' ')
  const server = /^\s*([\w.-]+)/.exec(value ?? '')?.[1]
  if (!value || server?.toLowerCase() !== trusted.toLowerCase()) return undefined
  const methods = value.split(';').slice(1)
  const of = (method: string) =>
    methods.flatMap(part => {
      const match = new RegExp(`^\\s*${method}(?:/\\d+)?\\s*=\\s*([a-z]+)`, 'i').exec(part)
      return match ? [{ result: match[1], part }] : []
    })
  const dmarc = of('dmarc')[0]
  return {
    spf: resultOf(of('spf')[0]?.result),
    dkim: bestOf(of('dkim').map(({ result }) => resultOf(result))),
    dmarc: resultOf(dmarc?.result),
    domain: /header\.from=\s*<?(?:[^\s<>;@]*@)?([\w.-]+)/i.exec(dmarc?.part ?? '')?.[1]?.toLowerCase(),
  }
}
