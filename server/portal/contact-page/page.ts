import type { Language, Translate } from '#server/platform/i18n.ts'
import type { PageHouse, PublicPage } from '#server/platform/pages/document.ts'
import { type Html, html } from '#server/platform/pages/html.ts'
import { firstReadAt } from '#server/platform/promise.ts'
import { type Calendars, clockOf, momentOf, zoneName } from '../hours.ts'
import { introOf, type PageFacts } from './facts.ts'
import { keepsByTheClock, type Way } from './lints.ts'

/** Who reads: in which language, and by which clock when it is known. */
export interface Reader {
  language: Language
  zone: string | undefined
}

interface Drawing extends Reader {
  t: Translate
  calendars: Calendars
  facts: PageFacts
}

/** Shows hours by the reader's own clock where it is another: the page is whole without it. */
const zoneScript = `(function(){try{var z=Intl.DateTimeFormat().resolvedOptions().timeZone,u=new URL(location.href);
if(z&&document.querySelector('[data-zones]').dataset.zones.indexOf(z)<0&&!u.searchParams.has('zone')){
u.searchParams.set('zone',z);location.replace(u)}}catch(e){}})()`

/** The button of the chat is there for whoever has scripts; the others keep the link to our site. */
const chatScript = `
window.Boucle=window.Boucle||function(){(Boucle.q=Boucle.q||[]).push(arguments)};
document.querySelectorAll('[data-chat]').forEach(function(b){b.hidden=false;b.nextElementSibling.hidden=true;
b.addEventListener('click',function(){Boucle('open')})})`

/** The contact page: every way to reach the house, with its true hours, its price and its promise. */
export function contactPage(
  t: Translate,
  calendars: Calendars,
  facts: PageFacts,
  house: PageHouse,
  reader: Reader,
): PublicPage {
  const { language } = reader
  const drawing = { ...reader, t, calendars, facts }
  const say = sayIn(drawing)
  const intro = introOf(facts.draft, language).trim()
  const zones = [...new Set(facts.ways.map(way => way.rules.timeZone))].join(' ')
  const { termsUrl, returnsUrl, siteUrl, slug } = facts.brand
  const other = language === 'fr' ? 'en' : 'fr'
  const chat = chatOf(facts.ways, language)
  return {
    title: say('title', { brand: facts.brand.name }),
    language,
    house,
    other: { language: other, address: `/contact/${slug}?lang=${other}` },
    style: wayStyle,
    script: chat ? zoneScript + chatScript : zoneScript,
    chatKey: chat?.address ?? undefined,
    isListed: true,
    body: html`
<h1>${say('heading')}</h1>
${intro !== '' && html`<p>${intro}</p>\n`}<ul class="ways" data-zones="${zones}">
${facts.ways.map(way => html`<li>${wayHtml(drawing, way)}</li>\n`)}</ul>
<h2>${say('request.title')}</h2>
<p>${say('request.text')}</p>
<p><a href="/requests/${slug}?lang=${language}">${say('request.link')}</a></p>
<h2>${say('more')}</h2>
<ul class="links">
${returnsUrl && html`<li><a href="${returnsUrl}">${say('returns')}</a></li>\n`}${
  termsUrl && html`<li><a href="${termsUrl}">${say('terms')}</a></li>\n`
}${siteUrl && html`<li><a href="${siteUrl}">${say('site', { brand: facts.brand.name })}</a></li>\n`}<li><a href="/subprocessors/${slug}?lang=${language}">${say('subprocessors')}</a></li>
</ul>`,
  }
}

function wayHtml(drawing: Drawing, way: Way): Html {
  const say = sayIn(drawing)
  const { phone } = way
  const name = headingOf(drawing, way)
  return html`<h2>${name}</h2>
${reach(drawing, way)}
${phone && html`<p class="tariff">${say(`tariff.${phone.tariff}`)}</p>\n`}<p class="muted">${say(
    `serves.${phone?.purpose ?? 'both'}`,
  )}</p>
${state(drawing, way)}
${promise(drawing, way)}${week(drawing, way)}`
}

/** The one chat that stands on the page: of the reader's language, if there is one. */
function chatOf(ways: readonly Way[], language: Language): Way | undefined {
  const chats = ways.filter(way => way.kind === 'chat' && way.address !== null)
  return chats.find(way => way.language === language) ?? chats[0]
}

/** Two addresses of one kind are told apart by their name, and by their language where it is another than the page's. */
function headingOf(drawing: Drawing, way: Way): string {
  const { phone, kind, language } = way
  const say = sayIn(drawing)
  if (phone) return drawing.language === 'fr' ? phone.labelFr : phone.labelEn
  const several = drawing.facts.ways.filter(way => way.kind === kind).length > 1
  const other = language !== undefined && language !== drawing.language
  return [
    say(`kind.${kind}`),
    several && nameOf(drawing, way),
    several && other && drawing.t(language, `page:in.${language}`),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** A form goes by the title that its own page has in this language; a channel by its name. */
const nameOf = ({ language }: Drawing, { title, name }: Way): string => title?.[language] || name

function reach(drawing: Drawing, way: Way): Html {
  const say = sayIn(drawing)
  if (way.phone) return html`<p class="reach"><a href="tel:${way.phone.number}">${way.phone.shown}</a></p>`
  if (way.kind === 'email')
    return html`<p class="reach"><a href="mailto:${way.address ?? ''}">${way.address ?? ''}</a></p>`
  if (way.kind === 'form')
    return html`<p class="reach"><a href="/f/${way.address ?? ''}?lang=${drawing.language}">${nameOf(drawing, way)}</a></p>`
  const { siteUrl } = drawing.facts.brand
  const elsewhere = siteUrl
    ? html`<p class="reach"><a href="${siteUrl}">${say('on_site')}</a></p>`
    : html`<p>${say('on_site')}</p>`
  return chatOf(drawing.facts.ways, drawing.language) === way
    ? html`<button type="button" data-chat hidden>${say('open_chat')}</button>${elsewhere}`
    : elsewhere
}

/** E46: open until when, or closed and when we open; by the reader's clock where it is known. */
function state({ t, calendars, facts, language, zone }: Drawing, { rules }: Way): Html {
  const say = sayIn({ t, language })
  const shownZone = zone ?? rules.timeZone
  const isOpen = calendars.isOpen(rules, facts.now)
  const at = isOpen ? calendars.nextChange(rules, facts.now) : calendars.nextOpening(rules, facts.now)
  const moment = at && momentOf(t, language, at, facts.now, shownZone)
  const key = isOpen ? 'open' : 'closed'
  const isToday = moment !== undefined && !moment.includes(' ')
  const sentence = moment ? say(isToday ? `${key}_today` : `${key}_until`, { moment }) : say(`${key}_always`)
  const elsewhere =
    zone !== undefined && zone !== rules.timeZone
      ? html` <span class="muted">(${zoneName(language, shownZone, facts.now)})</span>`
      : undefined
  return html`<p class="state ${isOpen ? 'open' : 'shut'}"><strong>${sentence}</strong>${elsewhere}</p>`
}

/** What the settings promise of an answer in writing; a promise that the hours cannot keep is not said. */
function promise({ t, calendars, facts, language, zone }: Drawing, way: Way): Html | undefined {
  if (way.kind !== 'email' && way.kind !== 'form') return undefined
  const say = sayIn({ t, language })
  const { answerPromise } = facts.draft
  if (answerPromise === 'none') return undefined
  const kind = answerPromise === 'clock' && keepsByTheClock(facts, calendars) ? 'clock' : 'opening'
  const clock = zone ?? way.rules.timeZone
  const told = (name: string, at: Date | undefined) =>
    at && say(`promise.${name}`, { moment: momentOf(t, language, at, facts.now, clock) })
  // An answer due at the very moment we open is one that nobody is there to give: then we say when somebody reads.
  const opens = calendars.nextOpening(way.rules, facts.now)
  const { dueAt, target } = way.promise ?? { target: null }
  const read = dueAt && firstReadAt(dueAt, opens, facts.now)
  const now = read ? told('from', read) : told('now', dueAt)
  const general = target
    ? say(`promise.${target.unit}`, { count: target.amount })
    : say(`promise.${kind}`, { hours: facts.mailAnswerHours })
  return html`<p>${general} ${now}</p>
`
}

/** The true days to come: the usual week, with its holidays and exceptions. */
function week({ t, calendars, facts, language }: Drawing, way: Way): Html {
  const say = sayIn({ t, language })
  const { rules } = way
  const days = calendars.days(rules, facts.now, 7).map(({ date, hours, label, holiday }) => {
    const name = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      timeZone: 'UTC',
    }).format(new Date(date))
    const shown = hours
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([from, to]) => say('from_to', { from: clockOf(language, from), to: clockOf(language, to) }))
    const why = label ?? (holiday && t(language, `calendar:holiday.${holiday}`))
    return html`<tr><th scope="row">${name}</th><td>${shown.join(', ') || say('closed_always')}${
      why && html` <span class="muted">(${why})</span>`
    }</td></tr>
`
  })
  return html`<details><summary>${say('week')}</summary>
<table><caption class="muted">${zoneName(language, rules.timeZone, facts.now)}</caption><tbody>
${days}</tbody></table></details>`
}

const sayIn =
  ({ t, language }: Pick<Drawing, 't' | 'language'>) =>
  (key: string, values?: Record<string, unknown>) =>
    t(language, `contactpage:${key}`, values)

const wayStyle = `
.ways{list-style:none;margin:0;padding:0}
.ways>li{padding:24px 0;border-top:1px solid var(--line)}
.ways h2{margin:0 0 4px}
.ways p{margin:0 0 8px}
.ways [hidden]{display:none}
.ways button{width:auto;margin:8px 0 16px}
.reach{font-size:20px;line-height:28px;font-weight:550}
.reach a{display:inline-block;padding:8px 0}
.tariff{font-weight:550}
.state::before{content:"";display:inline-block;width:10px;height:10px;margin-right:8px;border-radius:50%;border:2px solid var(--control)}
.open::before{background:var(--done);border-color:var(--done)}
summary{min-height:44px;padding:10px 0;cursor:pointer;color:var(--link)}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{padding:0 0 8px;text-align:left;font-size:14px}
th,td{padding:8px 8px 8px 0;border-top:1px solid var(--line);text-align:left;font-weight:400;vertical-align:top}
.links{margin:0;padding-left:20px}
.links a{display:inline-block;padding:10px 0}
`
