import sanitizeHtml from 'sanitize-html'
import { type CleanCss, cleanDeclarations, cleanStylesheet } from './css.ts'

/**
 * Makes the HTML of a stranger harmless to look at (SEC-1). The desk shows the result in a sandboxed frame without scripts and
 * under its own content policy; this file alone must already leave nothing that runs, sends or asks anything of anyone.
 *
 * Pictures: a remote one waits in `data-remote-src` (or `data-remote-background`) until the reader asks for it; one that
 * came with the mail is `data-cid`, for the server to point to the attachment.
 */

/** HTML safe to show, with the number of pictures held back. */
export type SanitisedHtml = { html: string; remoteImages: number }

/** Where pictures may come from once somebody decides: undefined leaves the picture out. */
export type PictureUrls = {
  inline?: (contentId: string) => string | undefined
  remote?: (url: string) => string | undefined
}

type Attributes = Record<string, string>

const layout = 'style class align valign bgcolor dir lang width height title'.split(' ')

const base = {
  // The library looks through this list several times a word: the usual ones come first.
  allowedTags: (
    'p div span br td tr table tbody a img font b strong blockquote i em u ' +
    'abbr address article aside bdi bdo big caption center cite code col colgroup dd del details dfn dl dt ' +
    'figcaption figure footer h1 h2 h3 h4 h5 h6 header hr ins kbd li main mark ol pre q s samp section small ' +
    'strike sub summary sup tfoot th thead time tt ul var wbr'
  ).split(' '),
  // The words inside these are code or a fallback, not the sender's.
  nonTextTags: (
    'script style textarea option select button noscript noembed noframes template xmp plaintext iframe object embed applet ' +
    'svg math title head audio video canvas frameset frame'
  ).split(' '),
  allowedSchemes: ['http', 'https', 'mailto', 'tel', 'sms'],
  allowProtocolRelative: false,
  parseStyleAttributes: false,
  disallowedTagsMode: 'discard' as const,
  // Deeper nesting is an attack on whoever walks the tree next.
  nestingLimit: 300,
}

const allowedAttributes = {
  '*': layout,
  a: ['href', 'rel', 'target', ...layout],
  img: ['alt', 'border', 'data-cid', 'data-remote-src', 'src', ...layout],
  table: ['border', 'cellpadding', 'cellspacing', 'data-remote-background', ...layout],
  td: ['colspan', 'rowspan', 'nowrap', 'data-remote-background', ...layout],
  th: ['colspan', 'rowspan', 'nowrap', 'scope', 'data-remote-background', ...layout],
  tr: ['data-remote-background', ...layout],
  div: ['data-remote-background', ...layout],
  span: ['data-remote-background', ...layout],
  p: ['data-remote-background', ...layout],
  col: ['span', ...layout],
  colgroup: ['span', ...layout],
  font: ['color', 'face', 'size'],
  ol: ['start', 'type', ...layout],
  li: ['value', ...layout],
  time: ['datetime'],
  details: ['open'],
}

/** Cleans the HTML of a mail; `keepsMarks` lets pass the `data-quoted` that markHistory wrote, never a sender's own. */
export function sanitiseHtml(html: string, { keepsMarks = false } = {}): SanitisedHtml {
  const pictures = new Set<string>()
  const found: Found = { pictures, css: remembering(cleanDeclarations) }
  const styles = [...html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi)].map(match =>
    cleanStylesheet(match[1] ?? ''),
  )
  const clean = sanitizeHtml(html, {
    ...base,
    allowedAttributes: keepsMarks
      ? { ...allowedAttributes, '*': [...layout, 'data-quoted'] }
      : allowedAttributes,
    allowedSchemesByTag: { img: ['data'] },
    allowedSchemesAppliedToAttributes: ['href', 'src', 'cite'],
    // One function for every tag: a second one would run on the result of the first.
    transformTags: {
      '*': (tagName: string, attribs: Attributes) => {
        if (tagName === 'a') return { tagName, attribs: cleanLink(attribs, found) }
        if (tagName === 'img') return { tagName, attribs: cleanPicture(attribs, found) }
        return { tagName: tagName === 'body' ? 'div' : tagName, attribs: cleanAttributes(attribs, found) }
      },
    },
  })
  const style = styles.join('')
  return { html: (style === '' ? '' : `<style>${style}</style>`) + clean.trim(), remoteImages: pictures.size }
}

/**
 * Points the pictures of a sanitised mail somewhere: inline ones to their attachment, remote ones, when the reader has asked,
 * to the address or the proxy given. Cleans again on the way, so that it is safe on stored HTML of any age.
 */
export function placePictures(html: string, { inline, remote }: PictureUrls): string {
  const style = /^<style>([^<]*)<\/style>/.exec(html)
  const clean = sanitizeHtml(style ? html.slice(style[0].length) : html, {
    ...base,
    allowedAttributes: { ...allowedAttributes, '*': [...layout, 'data-quoted'] },
    allowedSchemesByTag: { img: ['data', 'http', 'https'] },
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    transformTags: {
      '*': (tagName: string, attribs: Attributes) => {
        const { src, ...others } = attribs
        const wanted = attribs['data-remote-background']
        const background = wanted === undefined ? undefined : remote?.(wanted)
        const css = cleanDeclarations(attribs.style ?? '').css
        const picture = background && isPlainUrl(background) ? `background-image:url("${background}")` : ''
        const url = tagName === 'img' ? pictureUrl(attribs, { inline, remote }) : undefined
        const styled = withStyle(others, [css, picture].filter(Boolean).join(';'))
        return { tagName, attribs: url ? { ...styled, src: url } : styled }
      },
    },
  })
  return (style ? `<style>${cleanStylesheet(style[1] ?? '')}</style>` : '') + clean
}

function pictureUrl(attribs: Attributes, { inline, remote }: PictureUrls): string | undefined {
  const { src, 'data-cid': contentId, 'data-remote-src': url } = attribs
  if (src !== undefined && /^data:/i.test(src)) return src
  if (contentId !== undefined) return inline?.(contentId)
  return url === undefined ? undefined : remote?.(url)
}

const isPlainUrl = (url: string) => /^(?:https?:\/\/|\/)[^\s"'()\\<>]+$/.test(url)

function withStyle({ style: _, ...others }: Attributes, css: string): Attributes {
  return css === '' ? others : { ...others, style: css }
}

/** What is found on the way through a mail; programs write the same style on a hundred paragraphs. */
interface Found {
  pictures: Set<string>
  css: (style: string) => CleanCss
}

function remembering(clean: (style: string) => CleanCss): (style: string) => CleanCss {
  const known = new Map<string, CleanCss>()
  return style => {
    const before = known.get(style)
    if (before) return before
    const cleaned = clean(style)
    known.set(style, cleaned)
    return cleaned
  }
}

function cleanAttributes(attribs: Attributes, found: Found): Attributes {
  const { css, remote } = found.css(attribs.style ?? '')
  const background = remoteUrl(attribs.background) ?? remoteUrl(remote[0])
  for (const url of [background, ...remote.map(remoteUrl)]) if (url) found.pictures.add(url)
  const {
    'data-remote-background': _,
    'data-remote-src': __,
    'data-cid': ___,
    background: ____,
    ...others
  } = attribs
  return withStyle(background ? { ...others, 'data-remote-background': background } : others, css)
}

/** A link opens elsewhere, tells nothing of us, and goes only where people go: the web, a mail, a telephone. */
function cleanLink(attribs: Attributes, found: Found): Attributes {
  const { href, ...others } = cleanAttributes(attribs, found)
  const plain = (href ?? '').replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, '')
  if (!/^(?:https?:\/\/|mailto:|tel:|sms:)/i.test(plain)) return others
  return { ...others, href: plain, target: '_blank', rel: 'noopener noreferrer nofollow' }
}

function cleanPicture(attribs: Attributes, found: Found): Attributes {
  const { src = '', ...others } = cleanAttributes(attribs, found)
  const source = src.trim()
  if (/^cid:/i.test(source)) return { ...others, 'data-cid': decodeContentId(source.slice(4)) }
  // A picture that is text (SVG) can hold a program; these cannot.
  if (/^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[a-z0-9+/=\s]+$/i.test(source))
    return { ...others, src: source.replace(/\s/g, '') }
  const url = remoteUrl(source) ?? remoteUrl(attribs.srcset?.trim().split(/[\s,]/)[0])
  if (!url) return others
  found.pictures.add(url)
  return { ...others, 'data-remote-src': url }
}

function remoteUrl(url: string | undefined): string | undefined {
  const plain = (url ?? '').replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, '').replace(/^\/\//, 'https://')
  return /^https?:\/\/[^\s"'<>]+$/i.test(plain) ? plain : undefined
}

function decodeContentId(id: string): string {
  try {
    return decodeURIComponent(id).replace(/^<|>$/g, '')
  } catch {
    // A stray percent sign is part of the identifier.
    return id
  }
}
