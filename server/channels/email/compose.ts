import { createHash } from 'node:crypto'
import type { Recipient } from '#server/conversations/index.ts'
import type { Translate } from '#server/platform/i18n.ts'

export interface Composed {
  from: Recipient
  replyTo: string | null
  to: Recipient[]
  cc: Recipient[]
  bcc: Recipient[]
  subject: string
  text: string
  html: string
  messageId: string
  inReplyTo: string | null
  references: string[]
  headers: Record<string, string>
  attachments: { attachmentId: string; name: string; type: string; sha256: string }[]
  /** Recipients still to reach, once the server took the mail for the others. */
  remaining?: string[]
  /** What servers said of recipients they refused for good, while others are still to reach. */
  refused?: string
}

export interface Quoted {
  at: Date
  fromName: string
  text: string
  html: string | null
}

/** The words of a reply as they leave: what was written, who signs, and what it answers below. */
export function composeBody(
  t: Translate,
  language: 'fr' | 'en',
  {
    text,
    html,
    signature,
    footer = '',
    quoted,
    forwarded,
    when,
  }: {
    text: string
    html: string | null
    signature: string
    /** Under the signature: what the house says under each mail. */
    footer?: string
    quoted: Quoted | null
    forwarded: Quoted | null
    /** The date as people of this language write it. */
    when: (at: Date) => string
  },
): { text: string; html: string } {
  const below = quoted ?? forwarded
  const signed = [signature, footer].filter(Boolean).join('\n\n')
  const lead = below
    ? t(language, forwarded ? 'mail:forwarded' : 'mail:wrote', { name: below.fromName, date: when(below.at) })
    : ''
  const plain = [text.trimEnd(), signed && `-- \n${signed}`, below && `${lead}\n${quoteLines(below.text)}`]
    .filter(Boolean)
    .join('\n\n')
  const rich = [
    `<div>${html ?? paragraphs(text)}</div>`,
    signed && `<div style="color:#4e5b68;margin-top:16px">-- <br>${paragraphs(signed)}</div>`,
    below &&
      `<div style="margin-top:16px"><p>${escapeHtml(lead)}</p><blockquote type="cite" style="margin:0 0 0 8px;padding-left:8px;border-left:2px solid #d5dce3">${below.html ?? paragraphs(below.text)}</blockquote></div>`,
  ]
    .filter(Boolean)
    .join('\n')
  return {
    text: plain,
    html: `<!doctype html><html lang="${language}"><body style="font:15px/1.5 system-ui,sans-serif;color:#17212b">${rich}</body></html>`,
  }
}

/** A Message-ID of ours: unique, and telling nothing. */
export function newMessageId(deliveryId: string, domain: string): string {
  return `${createHash('sha256').update(deliveryId).digest('hex').slice(0, 32)}@${domain}`
}

/** `Re:` once, whatever the client before wrote. */
export function replySubject(subject: string): string {
  const bare = subject.replace(/^(?:\s*(?:re|réf?|tr|fwd?|aw|sv)\s*(?:\[\d+\])?\s*:\s*)+/i, '').trim()
  return bare ? `Re: ${bare}` : 'Re:'
}

/** `Fwd:` once, before whatever the subject says. */
export function forwardSubject(subject: string): string {
  return `Fwd: ${subject.replace(/^(?:\s*(?:tr|fwd?|wg)\s*(?:\[\d+\])?\s*:\s*)+/i, '').trim()}`.trim()
}

/** Text as safe HTML, line by line. */
export function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map(part => `<p>${escapeHtml(part).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const quoteLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map(line => (line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n')
