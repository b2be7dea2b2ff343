import { repairLetters } from './charset.ts'
import { type HtmlLines, isExhausting, markHistory, readHtmlLines } from './html-lines.ts'
import type { MailLimits } from './poison.ts'
import { sanitiseHtml } from './sanitise.ts'
import type { Signer } from './signature.ts'
import { type LineKind, type TrimmedMail, trimMail } from './trim.ts'

/** A stretch of the full text that a reader may fold: from `start` up to, not including, `end`, in characters. */
export type Fold = { kind: 'quoted' | 'signature'; start: number; end: number }

/** The words of a mail, in every form the desk needs. */
export type MailBody = {
  /** The new words: no history, no signature. */
  text: string
  signature: string
  /** All the words, history included. */
  fullText: string
  folds: Fold[]
  /** Safe HTML, history marked with `data-quoted`; undefined when the mail has none worth showing. */
  html: string | undefined
  /** How many pictures wait for the reader's consent. */
  remoteImages: number
  /** True when the mail was longer than we keep. */
  truncated: boolean
}

/** What a body is made of. */
export type BodyParts = {
  plain: string | undefined
  html: string | undefined
  files: { name: string; type: string; contentId: string | undefined; alternative: string }[]
  limits: MailLimits
  signer: Signer | undefined
}

type Version = { fullText: string; trimmed: TrimmedMail }

/** Reads the words of a mail from its plain and HTML forms; `inlineIds` are the pictures that stand among them. */
export function readBody(parts: BodyParts): MailBody & { inlineIds: Set<string> } {
  const { limits, signer = {} } = parts
  const truncated =
    (parts.plain?.length ?? 0) > limits.textLength || (parts.html?.length ?? 0) > limits.htmlLength
  const written = wellFormed(repairLetters((parts.html ?? '').slice(0, limits.htmlLength)))
  const source = isExhausting(written) ? withoutTags(written) : written
  const lines = source.trim() === '' ? undefined : readHtmlLines(source)
  const fromHtml = lines && readVersion(lines.text.slice(0, limits.textLength), signer, lines)
  const pictures = picturesByName(parts)
  const plain = wellFormed(repairLetters((parts.plain ?? '').slice(0, limits.textLength)))
  const named = namePictures(plain, pictures)
  const fromPlain = plain.trim() === '' ? undefined : readVersion(named.text, signer)
  const { fullText, trimmed } = better(fromPlain, fromHtml)
  const shown = lines && fromHtml ? showHtml(source, lines, fromHtml.trimmed.kinds) : undefined
  const html =
    shown ??
    (named.used.length > 0 ? { html: htmlWithPictures(named.text, pictures), remoteImages: 0 } : undefined)
  const inlineIds = new Set([...contentIdsIn(source), ...(shown ? [] : named.used)])
  return {
    text: trimmed.text,
    signature: trimmed.signature,
    fullText,
    folds: foldsOf(fullText, trimmed.kinds),
    html: html?.html,
    remoteImages: html?.remoteImages ?? 0,
    truncated,
    inlineIds,
  }
}

function readVersion(text: string, signer: Signer, lines?: HtmlLines): Version {
  const fullText = text
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .trimEnd()
  return { fullText, trimmed: trimMail(fullText, { hints: lines?.hints, signer }) }
}

/** The plain words are what the sender's program made of the HTML; usually enough, but some programs make nothing of it. */
function better(plain: Version | undefined, html: Version | undefined): Version {
  const nothing: Version = { fullText: '', trimmed: { text: '', quoted: '', signature: '', kinds: [] } }
  if (!plain || !html) return plain ?? html ?? nothing
  const isStub = html.fullText.length > 4 * plain.fullText.length && plain.fullText.length < 300
  const lostWords = plain.trimmed.text === '' && html.trimmed.text !== ''
  const lostMarks = plain.trimmed.quoted === '' && html.trimmed.quoted !== '' && html.trimmed.text !== ''
  return isStub || lostWords || lostMarks ? html : plain
}

/**
 * HTML without a word or a picture is an empty wrapper that some programs always send. HTML nested beyond all measure could
 * only be shown in part, which would deceive: the plain words are shown instead.
 */
function showHtml(source: string, lines: HtmlLines, kinds: LineKind[]) {
  if (lines.isTooDeep) return undefined
  if (lines.text.trim() === '' && !/<img\b/i.test(source)) return undefined
  const marked = markHistory(lines, kinds)
  return sanitiseHtml(marked ?? source, { keepsMarks: marked !== undefined })
}

/** The words of HTML that no parser should touch. */
function withoutTags(html: string): string {
  return html
    .split('<')
    .map(part => part.slice(part.indexOf('>') + 1))
    .join(' ')
}

function foldsOf(fullText: string, kinds: LineKind[]): Fold[] {
  const folds: Fold[] = []
  let start = 0
  fullText.split('\n').forEach((line, index) => {
    const end = start + line.length
    const kind = kinds[index] ?? 'new'
    const last = folds.at(-1)
    if (kind !== 'new' && last?.kind === kind && last.end === start - 1) last.end = end
    else if (kind !== 'new') folds.push({ kind, start, end })
    start = end + 1
  })
  return folds.filter(fold => fullText.slice(fold.start, fold.end).trim() !== '')
}

/** No database takes a NUL, and no reader wants the other controls. */
function wellFormed(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
}

function contentIdsIn(html: string): string[] {
  return [...html.matchAll(/cid:([^\s"'<>)]+)/gi)].flatMap(match => {
    const id = (match[1] ?? '').replaceAll('&amp;', '&')
    return id.includes('%') ? [id, safeDecode(id)] : [id]
  })
}

function safeDecode(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    // A stray percent sign is part of the identifier.
    return id
  }
}

function picturesByName({ files }: BodyParts): Map<string, { name: string; contentId: string }> {
  const found = new Map<string, { name: string; contentId: string }>()
  for (const { type, name, alternative, contentId } of files) {
    // The declared type of an empty or damaged picture is all there is.
    if (contentId === undefined || !/^(?:image\/|application\/octet-stream)/.test(type)) continue
    for (const key of [alternative, name, contentId])
      if (key !== '' && !found.has(key)) found.set(key, { name, contentId })
  }
  return found
}

/** Gmail writes `[image: a.png]` and Outlook `[cid:…]` where a picture stands; both become `[img: a.png]`. */
function namePictures(text: string, pictures: Map<string, { name: string; contentId: string }>) {
  const used: string[] = []
  const named = text.replace(
    /\[(?:image|cid|inline image)\s?:\s?([^\]\n]{1,200})\]/gi,
    (written, key: string) => {
      const picture = pictures.get(key.trim())
      if (!picture) return written
      used.push(picture.contentId)
      return `[img: ${picture.name}]`
    },
  )
  return { text: named, used }
}

function htmlWithPictures(text: string, pictures: Map<string, { name: string; contentId: string }>): string {
  const escaped = (words: string) =>
    words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  return text
    .split('\n')
    .map(line =>
      escaped(line).replace(/\[img: ([^\]]+)\]/g, (marker, name: string) => {
        const picture = [...pictures.values()].find(known => escaped(known.name) === name)
        return picture ? `<img alt="${name}" data-cid="${escaped(picture.contentId)}" />` : marker
      }),
    )
    .join('<br />')
}
