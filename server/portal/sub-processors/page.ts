import type { Language } from '#contract/common.ts'
import type { SubProcessor } from '#contract/sub-processors.ts'
import { dayInWords } from '#server/platform/day-and-time.ts'
import type { Translate } from '#server/platform/i18n.ts'
import type { PageHouse, PublicPage } from '#server/platform/pages/document.ts'
import { type Html, html, raw } from '#server/platform/pages/html.ts'
import { purposeOf, reasonOf } from './words.ts'

/** What the form to be told has to say: nothing yet, sent, or an address that is none. */
export type AskState = 'asks' | 'sent' | 'wrong'

/** DAT-10: who else handles data here, where and for what; who will, from when and why so soon; what changed. */
export function subProcessorsPage(
  t: Translate,
  house: PageHouse,
  {
    all,
    slug,
    language,
    today,
    ask,
  }: {
    all: SubProcessor[]
    slug: string
    language: Language
    today: string
    ask: { state: AskState; typed: string }
  },
): PublicPage {
  const say = (key: string, values?: Record<string, unknown>) => t(language, `subprocessors:${key}`, values)
  const other = language === 'fr' ? 'en' : 'fr'
  const day = (at: string) => dayInWords(at.slice(0, 10), language)
  const early = (one: SubProcessor) => {
    const reason = reasonOf(t, language, one)
    return reason === '' ? '' : say('early', { reason })
  }
  const theirs = all.filter(one => !one.isOurs)
  const present = theirs.filter(one => !one.endedAt)
  const changes = theirs
    .flatMap(one => [
      {
        at: one.announcedAt,
        words: [
          say('added', { date: day(one.announcedAt), name: one.name, starts: day(one.startsOn) }),
          early(one),
        ]
          .filter(Boolean)
          .join('. '),
      },
      ...(one.endedAt
        ? [{ at: one.endedAt, words: say('ended', { date: day(one.endedAt), name: one.name }) }]
        : []),
    ])
    .toSorted((one, next) => (one.at < next.at ? 1 : -1))
  const isToCome = (one: SubProcessor) => one.startsOn > today
  return {
    title: say('title', { brand: house.name }),
    language,
    house,
    other: { language: other, address: `/subprocessors/${slug}?lang=${other}` },
    isListed: true,
    body: html`
<h1>${say('heading')}</h1>
<p>${say('intro', { brand: house.name })}</p>
${
  present.length === 0
    ? html`<p>${say('none')}</p>\n`
    : html`<ul>
${present.map(
  one =>
    html`<li><strong>${one.name}</strong>${one.country !== '' && html`, ${one.country}`}${
      purposeOf(t, language, one) !== '' && html`<br>${purposeOf(t, language, one)}`
    }${isToCome(one) && html`<br>${say('from', { date: day(one.startsOn) })}`}${
      isToCome(one) && early(one) !== '' && html`. ${early(one)}`
    }</li>\n`,
)}</ul>\n`
}<p>${say('notice')}</p>
${
  changes.length > 0 &&
  html`<h2>${say('changes')}</h2>
<ul>
${changes.map(({ words }) => html`<li>${words}</li>\n`)}</ul>\n`
}${askForm(say, { slug, language, ...ask })}<p class="leave"><a href="/contact/${slug}?lang=${language}">${say('contact')}</a></p>`,
  }
}

type Say = (key: string, values?: Record<string, unknown>) => string

/** Where one leaves an address to be told; the mail that follows asks again. */
function askForm(
  say: Say,
  { slug, language, state, typed }: { slug: string; language: Language; state: AskState; typed: string },
): Html {
  if (state === 'sent')
    return html`<h2 id="told">${say('readers.title')}</h2>
<div class="done" role="status"><p>${say('readers.sent')}</p></div>\n`
  const isWrong = state === 'wrong'
  return html`<h2 id="told">${say('readers.title')}</h2>
<form method="post" action="/subprocessors/${slug}#told">
<input type="hidden" name="lang" value="${language}">
<p class="field"><label for="email">${say('readers.address')}</label>
<span class="hint" id="email-how">${say('readers.how')}</span>
${isWrong && html`<span class="error" id="email-error">${say('readers.wrong')}</span>\n`}<input type="email" id="email" name="email" autocomplete="email" required maxlength="320" value="${typed}"${
    isWrong
      ? raw(' aria-invalid="true" aria-describedby="email-error email-how" autofocus')
      : raw(' aria-describedby="email-how"')
  }></p>
<button type="submit">${say('readers.ask')}</button>
</form>\n`
}

/** What a link of a mail opens: it asks for the press that confirms, or for the one that leaves. */
export function readerPage(
  t: Translate,
  house: PageHouse,
  {
    state,
    address,
    slug,
    language,
  }: { state: 'asked' | 'told' | 'left'; address: string; slug: string; language: Language },
): PublicPage {
  const say = (key: string, values?: Record<string, unknown>) => t(language, `subprocessors:${key}`, values)
  const other = language === 'fr' ? 'en' : 'fr'
  const act = { asked: 'confirmation', told: 'end', left: undefined }[state]
  return {
    title: say('readers.title'),
    language,
    house,
    ...(act && { other: { language: other, address: `${address}?lang=${other}` } }),
    body: html`
<h1>${say('readers.title')}</h1>
<p>${say(`readers.${state}`, { brand: house.name })}</p>
${
  act &&
  html`<form method="post" action="${address}/${act}">
<input type="hidden" name="lang" value="${language}">
<button type="submit"${raw(state === 'told' ? ' class="quiet"' : '')}>${say(`readers.act.${act}`)}</button>
</form>\n`
}<p class="leave"><a href="/subprocessors/${slug}?lang=${language}">${say('heading')}</a></p>`,
  }
}
