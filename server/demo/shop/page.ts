import { createHash } from 'node:crypto'
import type { Language, Translate } from '#server/platform/i18n.ts'
import { type Html, html, raw } from '#server/platform/pages/html.ts'
import { bouquets } from '../products.ts'
import { bouquetPicture, petals } from './picture.ts'
import { shopScript } from './script.ts'
import { shopStyle } from './style.ts'

export interface ShopPage {
  language: Language
  /** The shop's. */
  name: string
  /** The desk where its chats are answered. */
  slug: string
  /** Absent while the shop has no chat. */
  chatKey: string | undefined
}

/** The document, and a policy that allows nothing inline but its own style and script, named by their hashes. */
export function shopPage(t: Translate, page: ShopPage): { text: string; policy: string } {
  const { language, name, chatKey } = page
  const say = (key: string, values: Record<string, unknown> = {}) => t(language, `shop:${key}`, values)
  const other = language === 'fr' ? 'en' : 'fr'
  const text = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${say('title', { name })}</title>
<style>${raw(shopStyle)}</style>
</head>
<body>
<aside class="band">${say('band')} <a href="/w/${page.slug}/desk/unassigned" target="_blank">${say('desk')}</a></aside>
<header>
<p class="name">${name}</p>
<nav aria-label="${say('languages')}"><a href="/shop?lang=${other}" lang="${other}" hreflang="${other}">${t(language, `page:in.${other}`)}</a></nav>
</header>
<main>
<h1>${say('heading')}</h1>
<p class="lead">${say('lead')}</p>
<ul class="bouquets">
${bouquets.slice(0, petals.length).map((bouquet, place) => card(bouquet.name, bouquet.prices[0], place))}
</ul>
<section class="agree" aria-label="${say('consent.label')}">
<p>${say('consent.text')}</p>
<p><button type="button" data-consent="yes">${say('consent.yes')}</button> <button type="button" data-consent="no">${say('consent.no')}</button> <span role="status" data-yes="${say('consent.thanks')}" data-no="${say('consent.refused')}"></span></p>
</section>
${!chatKey && html`<p class="agree">${say('noChat')}</p>`}
</main>
<footer><p>${say('fiction')}</p></footer>
<script>${raw(shopScript)}</script>
${chatKey && html`<script async src="/widget.js" data-key="${chatKey}"></script>`}
</body>
</html>
`
  return { text: String(text), policy }

  function card(bouquet: string, price: number, place: number): Html {
    const euros = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
      style: 'currency',
      currency: 'EUR',
      maximumFractionDigits: 0,
    }).format(price)
    return html`<li>${bouquetPicture(place)}<h2>${bouquet}</h2><p>${say('from', { price: euros })}</p></li>
`
  }
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const policy = [
  "default-src 'none'",
  `script-src 'self' ${hashOf(shopScript)}`,
  `style-src ${hashOf(shopStyle)}`,
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')
