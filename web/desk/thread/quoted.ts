import type { Message } from '../../../contract/conversations.ts'

export interface QuotedPart {
  /** Lines that the sender's program added below (or above) the new words. */
  lines: number
  text: string
}

/** What the trimming hid of a mail: history and signature; undefined when it hid nothing. */
export function quotedPart({ text, fullText }: Pick<Message, 'text' | 'fullText'>): QuotedPart | undefined {
  const [kept, full] = [text.trim(), fullText.trim()]
  if (full === '' || full === kept) return undefined
  const rest = full.startsWith(kept)
    ? full.slice(kept.length)
    : full.endsWith(kept)
      ? full.slice(0, -kept.length)
      : full
  const hidden = rest.replace(/^\s*\n|\n\s*$/g, '').trimEnd()
  const lines = hidden.split('\n').filter(line => line.trim() !== '').length
  return lines === 0 ? undefined : { lines, text: hidden }
}

/** Marks that only HTML shows: without them, the words alone are easier to read and quicker to draw. */
const richMarks =
  /<(?:img|table|ul|ol|h[1-6]|hr|blockquote(?![^>]*data-quoted))\b|data-remote-background|data-cid/i

/** Says whether a mail would lose something by being shown as plain words. */
export function isRich(html: string | null): boolean {
  if (!html) return false
  return richMarks.test(withoutQuoted(html))
}

/** How many pictures of a sanitised mail wait to be asked for. */
export function blockedPictures(html: string | null): number {
  if (!html) return 0
  const found = [...html.matchAll(/data-remote-(?:src|background)="([^"]*)"/g)].map(match => match[1])
  return new Set(found).size
}

/** Says whether the server marked the history of an HTML mail, so that it can be folded. */
export function hasQuotedHtml(html: string | null): boolean {
  return html?.includes('data-quoted') ?? false
}

/** Cuts where the history begins: what follows is not what the sender has just written. */
function withoutQuoted(html: string): string {
  const place = html.indexOf('data-quoted')
  return place < 0 ? html : html.slice(0, html.lastIndexOf('<', place))
}
