import { DomUtils, parseDocument } from 'htmlparser2'
import type { LineHint, LineKind } from './trim.ts'

/**
 * Reads an HTML mail as lines of text, remembering where each line came from and what the client's own marks say of it, so
 * that trimming works on one representation and its verdict can be put back on the HTML.
 */

type Document = ReturnType<typeof parseDocument>
type Node = Document['childNodes'][number]
type Element = Extract<Node, { attribs: unknown }>

/** The lines of an HTML mail, with the node each begins with; `isTooDeep` when the tree is no page of a person. */
export type HtmlLines = {
  isTooDeep: boolean
  text: string
  hints: (LineHint | undefined)[]
  nodes: (Node | undefined)[]
  document: Document
}

/** Deeper than this, a tree is a broken program's or an attacker's: its words are read, but it is not shown. */
const deepestTree = 250

/**
 * Says whether HTML is made to exhaust its reader: every parser pays for open tags with the square of their number. A
 * program's worst page has five hundred.
 */
export function isExhausting(html: string): boolean {
  let tags = 0
  let open = 0
  for (const [, closes, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    tags += 1
    if (!closedByThemselves.has(name.toLowerCase())) open = Math.max(0, open + (closes ? -1 : 1))
    if (open > 3000 || tags > 150_000) return true
  }
  return false
}

const closedByThemselves = new Set(
  'area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th thead tr wbr'.split(
    ' ',
  ),
)

/** Renders HTML as text: blocks as lines, quotes with « > », lists with dashes, hidden text left out. */
export function readHtmlLines(html: string): HtmlLines {
  const document = parseDocument(html, { decodeEntities: true, lowerCaseTags: true })
  const writer = createWriter()
  let depth = 0
  let deepest = 0
  // An explicit stack: a hostile mail nests a hundred thousand tags.
  const stack: { node: Node; leaving?: () => void }[] = document.childNodes
    .toReversed()
    .map(node => ({ node }))
  while (stack.length > 0) {
    const { node, leaving } = stack.pop()!
    if (leaving) {
      leaving()
      depth -= 1
    } else if (isText(node)) writer.write(node.data, node)
    else if (isElement(node) && !isLeftOut(node)) {
      depth += 1
      deepest = Math.max(deepest, depth)
      stack.push({ node, leaving: enter(node, writer) })
      for (const child of node.childNodes.toReversed()) stack.push({ node: child })
    }
  }
  return { ...writer.finish(), document, isTooDeep: deepest > deepestTree }
}

/** Writes `data-quoted` on everything from the first line of the closing history on; undefined when there is none. */
export function markHistory(
  { document, nodes, isTooDeep }: HtmlLines,
  kinds: LineKind[],
): string | undefined {
  const start = kinds.lastIndexOf('new') + 1
  const hasHistory = kinds.includes('quoted', start)
  const node = hasHistory && start > 0 ? nodes.slice(start).find(found => found !== undefined) : undefined
  // Writing a tree back is recursive: never a deep one.
  if (!node || isTooDeep || forgetOtherMarks(document) > 2 * deepestTree) return undefined
  let current: Node | null = outermostStart(node)
  let isFirst = true
  while (current && current !== (document as unknown)) {
    let sibling: Node | null = isFirst ? current : current.next
    while (sibling) {
      const next: Node | null = sibling.next
      markQuoted(sibling)
      sibling = next
    }
    isFirst = false
    current = current.parent && isElement(current.parent as Node) ? (current.parent as Node) : null
  }
  // Letters stay letters: one entity each would be read back one by one.
  return DomUtils.getOuterHTML(document, { encodeEntities: 'utf8' })
}

/** The whole container goes when history is the first thing in it. */
function outermostStart(node: Node): Node {
  let at = node
  while (at.parent && isElement(at.parent) && at.parent.name !== 'body' && onlyBlankBefore(at)) at = at.parent
  return at
}

function onlyBlankBefore(node: Node): boolean {
  for (let before = node.prev; before; before = before.prev) {
    if (!isText(before as Node) || (before as { data: string }).data.trim() !== '') return false
  }
  return true
}

/** A sender could fold his own words away with our mark. Says how deep the tree is, hidden branches included. */
function forgetOtherMarks(document: Document): number {
  let deepest = 0
  const stack = document.childNodes.map(node => ({ node, depth: 1 }))
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { node, depth } = entry
    deepest = Math.max(deepest, depth)
    if (!isElement(node)) continue
    delete node.attribs['data-quoted']
    for (const child of node.childNodes) stack.push({ node: child, depth: depth + 1 })
  }
  return deepest
}

function markQuoted(node: Node): void {
  if (isElement(node)) node.attribs['data-quoted'] = ''
  else if (isText(node) && node.data.trim() !== '') {
    const wrapper = parseDocument('<span data-quoted=""></span>').childNodes[0] as Element
    DomUtils.replaceElement(node, wrapper)
    DomUtils.appendChild(wrapper, node)
  }
}

const isText = (node: Node): node is Extract<Node, { data: string }> => node.type === 'text'
const isElement = (node: unknown): node is Element =>
  typeof node === 'object' && node !== null && 'attribs' in node

const leftOut = new Set(
  'script style head title noscript template svg math object embed iframe textarea select option audio video canvas xmp'.split(
    ' ',
  ),
)

/** Preheaders and other hidden words are not what the person reads. */
function isLeftOut(element: Element): boolean {
  if (leftOut.has(element.name) || 'hidden' in element.attribs) return true
  return /display\s*:\s*none|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)/i.test(
    element.attribs.style ?? '',
  )
}

const blocks = new Set(
  'address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody thead tfoot tr ul'.split(
    ' ',
  ),
)
const spaced = new Set('h1 h2 h3 h4 h5 h6 ol ul pre dl'.split(' '))

type Writer = ReturnType<typeof createWriter>

/** Opens an element on the page and says what closes it. */
function enter(element: Element, writer: Writer): () => void {
  const { name, attribs } = element
  if (name === 'br') {
    writer.breakLine(element)
    return () => {}
  }
  if (name === 'hr') {
    writer.rule(element)
    return () => {}
  }
  if (name === 'img') {
    writer.write(pictureText(attribs), element)
    return () => {}
  }
  const undo: (() => void)[] = []
  const hint = hintOf(element)
  if (hint) undo.push(writer.hint(hint))
  if (blocks.has(name)) {
    const hasMargin =
      spaced.has(name) ||
      (name === 'p' && !/mso/i.test(attribs.class ?? '') && !/margin\s*:\s*0/i.test(attribs.style ?? ''))
    writer.openBlock(hasMargin)
    undo.push(() => writer.closeBlock(hasMargin))
  }
  if (name === 'p') undo.push(writer.paragraph(element))
  if (name === 'blockquote') undo.push(writer.quote())
  if (name === 'pre') undo.push(writer.verbatim())
  if (name === 'li') writer.bullet(element)
  if (name === 'td' || name === 'th') undo.push(() => writer.write(' ', element))
  return () => {
    for (const step of undo.toReversed()) step()
  }
}

function pictureText(attribs: Record<string, string>): string {
  const alt = (attribs.alt ?? '').replace(/\s+/g, ' ').trim()
  if (/^cid:/i.test(attribs.src ?? '')) return `[img: ${alt || (attribs.src ?? '').slice(4)}]`
  return alt
}

const historyIds =
  /^(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|stopSpelling|zwchr|isForwardContent|mail-editor-reference-message-container|replySplit|x_divRplyFwdMsg|x_appendonsend|ms-outlook-mobile-body-separator-line)$|^yahoo_quoted/
const historyClasses =
  /(?:^|\s)(?:yahoo_quoted|ydp\w*yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|ms-outlook-mobile-reference-message|OutlookMessageHeader|mail_android_quote|ik_mail_quote|reply-to-message|WM_quote)(?:\s|$)/
const attributionClasses = /(?:^|\s)(?:gmail_attr|moz-cite-prefix|ik_mail_attr)(?:\s|$)/
const signatureMarks =
  /(?:^|\s)(?:gmail_signature|moz-signature|protonmail_signature_block(?:-user)?|ms-outlook-mobile-signature|AppleMailSignature|ydp\w*signature)(?:\s|$)/

function hintOf(element: Element): LineHint | undefined {
  const { id = '', class: classes = '' } = element.attribs
  if (id === 'reply-intro' || attributionClasses.test(classes)) return 'attribution'
  if (historyIds.test(id) || historyClasses.test(classes)) return 'history'
  if (element.attribs.name === 'messageReplySection') return 'history'
  if (
    signatureMarks.test(classes) ||
    /^(?:Signature|AppleMailSignature|ms-outlook-mobile-signature)$/i.test(id)
  )
    return 'signature'
  if (element.attribs['data-signatureblock'] === 'true') return 'signature'
  // Gmail keeps answers between quotes inside its container, so only a container without quotes is history as a whole.
  const isGmail = element.name === 'div' && /(?:^|\s)gmail_quote(?:\s|$)/.test(classes)
  return isGmail && !holdsQuote(element) ? 'history' : undefined
}

/** Looks at the first hundred nodes only: nested containers would make a full look quadratic. */
function holdsQuote(element: Element): boolean {
  const queue: Node[] = [...element.childNodes]
  for (let at = 0; at < queue.length && at < 100; at += 1) {
    const node = queue[at]!
    if (!isElement(node)) continue
    if (node.name === 'blockquote') return true
    queue.push(...node.childNodes)
  }
  return false
}

/** Collects text into lines, as a page would lay it out. */
function createWriter() {
  const lines: string[] = []
  const hints: (LineHint | undefined)[] = []
  const nodes: (Node | undefined)[] = []
  const active: LineHint[] = []
  let buffer = ''
  let first: Node | undefined
  let depth = 0
  let verbatim = 0
  let wantsMargin = false
  const counts = new Map<unknown, number>()

  const push = (words: string, node: Node | undefined) => {
    lines.push(depth > 0 ? `${'>'.repeat(depth)} ${words}`.trimEnd() : words)
    hints.push(active.at(-1))
    nodes.push(node)
  }
  const isBlank = (line: string | undefined) => line === undefined || line.replace(/^>+/, '').trim() === ''
  const flush = () => {
    const words = buffer.replace(/[ \t\u00a0]+$/g, '')
    const isSpacer = words === '' && buffer.includes('\u00a0')
    if (words !== '' || isSpacer) {
      if (wantsMargin && lines.length > 0 && !isBlank(lines.at(-1)) && !isSpacer) push('', undefined)
      wantsMargin = false
      push(words, first)
    }
    buffer = ''
    first = undefined
  }
  const write = (text: string, node: Node) => {
    if (verbatim > 0) {
      const [start = '', ...rest] = text.split('\n')
      buffer += start
      first ??= node
      for (const line of rest) {
        if (buffer === '') push('', node)
        flush()
        buffer = line
        first = node
      }
      return
    }
    const words = text.replace(/[ \t\r\n\f]+/g, ' ')
    const joined = buffer === '' || buffer.endsWith(' ') ? words.replace(/^ /, '') : words
    if (joined === '') return
    first ??= node
    buffer += joined
  }

  return {
    write,
    bullet(item: Element) {
      const list = item.parent
      const count = (counts.get(list) ?? 0) + 1
      counts.set(list, count)
      const isNumbered = isElement(list) && list.name === 'ol'
      write(isNumbered ? `${count}. ` : '- ', item)
    },
    breakLine(node: Node) {
      if (buffer === '') push('', node)
      else flush()
      wantsMargin = false
    },
    rule(node: Node) {
      flush()
      push('-----', node)
    },
    openBlock(hasMargin: boolean) {
      flush()
      wantsMargin ||= hasMargin
    },
    closeBlock(hasMargin: boolean) {
      flush()
      wantsMargin ||= hasMargin
    },
    /** Outlook writes its blank lines as paragraphs that hold a space. */
    paragraph(node: Node) {
      const before = lines.length
      return () => {
        if (lines.length === before && buffer === '' && !isBlank(lines.at(-1))) push('', node)
      }
    },
    quote() {
      depth += 1
      return () => {
        flush()
        depth -= 1
      }
    },
    verbatim() {
      verbatim += 1
      return () => {
        verbatim -= 1
      }
    },
    hint(hint: LineHint) {
      flush()
      active.push(hint)
      return () => {
        flush()
        active.pop()
      }
    },
    finish() {
      flush()
      return { text: lines.join('\n'), hints, nodes }
    },
  }
}
