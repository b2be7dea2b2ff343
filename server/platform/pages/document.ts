import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Language, Translate } from '../i18n.ts'
import { mixed, readableOn } from './colour.ts'
import { type Html, html, raw } from './html.ts'
import { baseStyle } from './style.ts'

/** Whose page it is, as customers know them. */
export interface PageHouse {
  name: string
  /** `#RRGGBB`, dark enough for white words on it. */
  colour: string
  /** Path of the picture; absent where there is none. */
  logo?: string | undefined
  /** Path of the accessibility statement. */
  accessibility: string
}

export interface PublicPage {
  title: string
  language: Language
  /** Absent where nobody is known. */
  house?: PageHouse | undefined
  /** Switch of language, kept with what the address says; absent where there is nothing to translate to. */
  other?: { language: Language; address: string } | undefined
  body: Html
  /** What this kind of page adds to the style of all. */
  style?: string
  /** A script of our own that the page can do without. */
  script?: string
  /** Public key of the chat that stands on the page. */
  chatKey?: string | undefined
  /** Search engines may list it; a page behind a secret address never. */
  isListed?: boolean
  /** Other sites may show it in a frame. */
  isFramed?: boolean
}

/** Sends a page with the headers that keep it to itself: nothing fetched from elsewhere, nothing kept. */
export function sendPage(reply: FastifyReply, t: Translate, page: PublicPage, status = 200) {
  const { text, policy } = documentOf(t, page)
  if (!page.isListed) reply.header('x-robots-tag', 'noindex, nofollow')
  if (page.isFramed) reply.removeHeader('x-frame-options')
  return reply
    .status(status)
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(text)
}

/** The whole document around a page, and what it may load: its own styles and script, and forms that go home only. */
export function documentOf(t: Translate, page: PublicPage): { text: string; policy: string } {
  const { language, other, house, script, chatKey } = page
  const say = (key: string) => t(language, `page:${key}`)
  const styles = [baseStyle, page.style, house && coloursOf(house.colour)].filter(
    style => style !== undefined,
  )
  const text = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${!page.isListed && html`<meta name="robots" content="noindex, nofollow">\n`}${
  (house?.logo || chatKey) && html`<link rel="icon" href="${house?.logo ?? '/favicon.svg'}">\n`
}<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
${styles.map(style => html`<style>${raw(style)}</style>\n`)}</head>
<body>
<main>
${
  house &&
  html`<p class="who">${house.logo && html`<img src="${house.logo}" alt="">`}<span>${house.name}</span></p>
`
}${page.body}
</main>
<footer>
${
  other &&
  html`<a href="${other.address}" hreflang="${other.language}" lang="${other.language}">${say(`in.${other.language}`)}</a>`
}
<a href="${house?.accessibility ?? '/accessibility'}">${say('accessibility')}</a>
</footer>
${script && html`<script>${raw(script)}</script>\n`}${
  chatKey && html`<script async src="/widget.js" data-key="${chatKey}" data-locale="${language}"></script>\n`
}</body>
</html>
`
  return { text: String(text), policy: policyOf(styles, page) }
}

function policyOf(styles: string[], { script, chatKey, house, isFramed }: PublicPage): string {
  return [
    "default-src 'none'",
    `style-src ${styles.map(hashOf).join(' ')}`,
    ...(script || chatKey
      ? [`script-src ${[script && hashOf(script), chatKey && "'self'"].filter(Boolean).join(' ')}`]
      : []),
    ...(chatKey ? ["connect-src 'self'"] : []),
    ...(house?.logo || chatKey ? ["img-src 'self'"] : []),
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${isFramed ? '*' : "'none'"}`,
  ].join('; ')
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Buttons and marks in a house's colour; where it is dark around, in a lighter one that can be read there. */
function coloursOf(colour: string): string {
  const bright = readableOn('#151B21', colour, { towards: 'white', atLeast: 5 })
  return `:root{--brand:${colour};--brand-hover:${mixed(colour, 0, 0.2)};--on-brand:#FFFFFF}
@media (prefers-color-scheme:dark){:root{--brand:${bright};--brand-hover:${mixed(bright, 255, 0.2)};--on-brand:#0B0F13}}`
}
