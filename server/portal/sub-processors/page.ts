import type { Language } from '#contract/common.ts'
import type { SubProcessor } from '#contract/sub-processors.ts'
import type { Translate } from '#server/platform/i18n.ts'
import type { PageHouse, PublicPage } from '#server/platform/pages/document.ts'
import { html } from '#server/platform/pages/html.ts'

/** DAT-10: who else handles data here, where and for what; who will, from when; what changed. */
export function subProcessorsPage(
  t: Translate,
  house: PageHouse,
  { all, slug, language, today }: { all: SubProcessor[]; slug: string; language: Language; today: string },
): PublicPage {
  const say = (key: string, values?: Record<string, unknown>) => t(language, `subprocessors:${key}`, values)
  const other = language === 'fr' ? 'en' : 'fr'
  const format = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  })
  const day = (at: string) => format.format(new Date(at))
  const theirs = all.filter(one => !one.isOurs)
  const present = theirs.filter(one => !one.endedAt)
  const purposeOf = (one: SubProcessor) =>
    (language === 'fr' ? one.purposeFr : one.purposeEn) || (one.kind ? say(`kind.${one.kind}`) : '')
  const changes = theirs
    .flatMap(one => [
      {
        at: one.announcedAt,
        words: say('added', { date: day(one.announcedAt), name: one.name, starts: day(one.startsOn) }),
      },
      ...(one.endedAt
        ? [{ at: one.endedAt, words: say('ended', { date: day(one.endedAt), name: one.name }) }]
        : []),
    ])
    .toSorted((one, next) => (one.at < next.at ? 1 : -1))
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
      purposeOf(one) !== '' && html`<br>${purposeOf(one)}`
    }${one.startsOn > today && html`<br>${say('from', { date: day(one.startsOn) })}`}</li>\n`,
)}</ul>\n`
}<p>${say('notice')}</p>
${
  changes.length > 0 &&
  html`<h2>${say('changes')}</h2>
<ul>
${changes.map(({ words }) => html`<li>${words}</li>\n`)}</ul>\n`
}<p><a href="/contact/${slug}?lang=${language}">${say('contact')}</a></p>`,
  }
}
