import { DateTime } from 'luxon'
import type { RequestView } from '#server/conversations/index.ts'
import type { FilesRefused } from '#server/platform/http/parts.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'
import type { PageHouse, PublicPage } from '#server/platform/pages/document.ts'
import { type Html, html, raw } from '#server/platform/pages/html.ts'
import { firstReadAt } from '#server/platform/promise.ts'
import { momentOf } from '../hours.ts'

export const longestReply = 20_000
export const mostFiles = 5
export const largestFile = 10 * 1024 * 1024

export interface RequestState {
  /** Where the page lives: `/r/<token>`. */
  address: string
  language: Language
  house: PageHouse
  now: Date
  timeZone: string
  /** When the answer is due; undefined when nothing is waited for. */
  dueAt: Date | undefined
  /** When somebody is there again: now, while open. */
  opensAt: Date | undefined
  /** Of this very page: what it sends twice arrives once. */
  once: string
  said?: 'sent' | 'closed' | 'reopened'
  problem?: 'empty' | 'too_long' | FilesRefused
  text?: string
}

/** The request as its customer sees it: where it stands, what happens next, what was said, and what they can do. */
export function requestPage(t: Translate, view: RequestView, state: RequestState): PublicPage {
  const { language, house, address } = state
  const say = sayIn(t, language)
  const isClosed = view.status === 'closed'
  const other = language === 'fr' ? 'en' : 'fr'
  const title = view.subject.trim() || say('no_subject')
  return {
    title: state.problem
      ? say('problem_title', { title })
      : say('title', { number: view.number, brand: house.name }),
    language,
    house,
    other: { language: other, address: `${address}?lang=${other}` },
    style: threadStyle,
    body: html`
${state.said && html`<div class="done" role="status" tabindex="-1" autofocus><p><strong>${say(`said.${state.said}`)}</strong></p></div>\n`}${
  state.problem &&
  html`<div class="problem" role="alert" tabindex="-1" autofocus><p><strong>${say('not_sent')}</strong></p>
<p><a href="#text">${say(`problem.${state.problem}`, { max: longestReply, count: mostFiles, size: largestFile / 1024 / 1024 })}</a></p></div>\n`
}<p class="muted">${say('number', { number: view.number })}</p>
<h1>${title}</h1>
<p><strong>${say(`status.${statusOf(view)}`)}</strong></p>
<p>${next(t, view, state)}</p>
<h2>${say('history')}</h2>
<ol class="thread">
${view.messages.map(message => messageHtml(t, message, state))}</ol>
<h2 id="reply">${say(isClosed ? 'write_again' : 'write')}</h2>
<form method="post" action="${address}/messages" enctype="multipart/form-data">
${hidden(state)}<p class="field"><label for="text">${say('text')}</label>
<span class="hint" id="text-hint">${say('text_hint')}</span>
<textarea id="text" name="text" rows="5" aria-describedby="text-hint"${
      state.problem ? raw(' aria-invalid="true"') : ''
    }>${state.text ? `\n${state.text}` : ''}</textarea></p>
<p class="field"><label for="files">${say('files')}</label>
<span class="hint" id="files-hint">${say('files_hint', { count: mostFiles, size: largestFile / 1024 / 1024 })}</span>
<input type="file" id="files" name="files" multiple aria-describedby="files-hint"></p>
<button type="submit">${say('send')}</button>
</form>
<form class="act" method="post" action="${address}/${isClosed ? 'reopening' : 'closure'}">
${hidden(state)}<p class="muted">${say(isClosed ? 'reopen_text' : 'close_text')}</p>
<button class="quiet" type="submit">${say(isClosed ? 'reopen' : 'close')}</button>
</form>`,
  }
}

/** For an old link: the request is still there, and a new link goes to the address that is known. */
export function oldLinkPage(
  t: Translate,
  {
    address,
    language,
    house,
    isSent,
    mask,
  }: Pick<RequestState, 'address' | 'language' | 'house'> & { isSent: boolean; mask: string },
): PublicPage {
  const say = sayIn(t, language)
  const other = language === 'fr' ? 'en' : 'fr'
  return {
    title: say('old.title'),
    language,
    house,
    other: { language: other, address: `${address}?lang=${other}` },
    body: isSent
      ? html`
<h1>${say('old.sent')}</h1>
<p>${say('old.sent_text', { address: mask })}</p>`
      : html`
<h1>${say('old.title')}</h1>
<p>${say('old.text', { address: mask })}</p>
<form method="post" action="${address}/renewal">
<input type="hidden" name="lang" value="${language}">
<button type="submit">${say('old.button')}</button>
</form>`,
  }
}

/** Where a customer without a link asks for one: it is mailed, whatever they type, only to who wrote to us. */
export function findPage(
  t: Translate,
  {
    address,
    language,
    house,
    state,
    typed,
  }: {
    address: string
    language: Language
    house: PageHouse
    state: 'asks' | 'sent' | 'wrong'
    typed: string
  },
): PublicPage {
  const say = sayIn(t, language)
  const other = language === 'fr' ? 'en' : 'fr'
  const page = {
    title: say('find.title', { brand: house.name }),
    language,
    house,
    other: { language: other as Language, address: `${address}?lang=${other}` },
  }
  if (state === 'sent')
    return { ...page, body: html`\n<h1>${say('find.sent')}</h1>\n<p>${say('find.sent_text')}</p>` }
  return {
    ...page,
    body: html`
<h1>${say('find.heading')}</h1>
<p>${say('find.text')}</p>
<form method="post" action="${address}">
<input type="hidden" name="lang" value="${language}">
<p class="field"><label for="email">${say('find.email')}</label>
${state === 'wrong' && html`<span class="error" id="email-error">${say('find.wrong')}</span>`}
<input type="email" id="email" name="email" autocomplete="email" required value="${typed}"${
      state === 'wrong' ? raw(' aria-invalid="true" aria-describedby="email-error" autofocus') : ''
    }></p>
<button type="submit">${say('find.button')}</button>
</form>`,
  }
}

/** An address that its owner recognises and nobody else learns: a…a@mail.test. */
export function maskedAddress(address: string): string {
  const [local = '', domain = ''] = address.split('@')
  return `${local.slice(0, 1)}…${local.length > 2 ? local.slice(-1) : ''}@${domain}`
}

function next(t: Translate, view: RequestView, state: RequestState): string {
  const say = sayIn(t, state.language)
  if (view.status === 'closed') return say('next.closed')
  if (view.waitingSince === null) return say('next.yours')
  const { dueAt, opensAt, now } = state
  if (!dueAt) return say('next.ours')
  if (dueAt <= now) return say('next.late')
  const readAt = firstReadAt(dueAt, opensAt, now)
  if (readAt) return say('next.from', { moment: momentOf(t, state.language, readAt, now, state.timeZone) })
  return say('next.due', { moment: momentOf(t, state.language, dueAt, now, state.timeZone) })
}

/** In words for the customer: how the house organises itself is not their business. */
function statusOf(view: RequestView): 'ours' | 'yours' | 'closed' {
  if (view.status === 'closed') return 'closed'
  return view.waitingSince === null ? 'yours' : 'ours'
}

function messageHtml(t: Translate, message: RequestView['messages'][number], state: RequestState): Html {
  const say = sayIn(t, state.language)
  const isTheirs = message.direction === 'in'
  const who = isTheirs
    ? say('you')
    : message.authorName
      ? `${message.authorName} · ${state.house.name}`
      : state.house.name
  const at = DateTime.fromJSDate(message.at, { zone: state.timeZone }).setLocale(state.language)
  const shown = at.toFormat(state.language === 'fr' ? "d LLLL yyyy 'à' H 'h' mm" : "d LLLL yyyy 'at' H:mm")
  return html`<li class="${isTheirs ? 'in' : 'out'}"><p class="by"><strong>${who}</strong> <time datetime="${message.at.toISOString()}">${shown}</time></p>
<div class="words"${message.language && message.language !== state.language ? html` lang="${message.language}"` : ''}>${message.text}</div>
${
  message.files.length > 0 &&
  html`<ul class="files">${message.files.map(
    file =>
      html`<li><a href="${state.address}/files/${file.id}">${file.name}</a> <span class="muted">(${sizeOf(t, state.language, file.bytes)})</span></li>`,
  )}</ul>
`
}</li>
`
}

function sizeOf(t: Translate, language: Language, bytes: number): string {
  const kilo = Math.max(1, Math.round(bytes / 1024))
  return kilo < 1024
    ? t(language, 'requestpage:kilobytes', { size: kilo })
    : t(language, 'requestpage:megabytes', {
        size: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(kilo / 1024),
      })
}

const hidden = ({
  language,
  once,
}: RequestState) => html`<input type="hidden" name="lang" value="${language}">
<input type="hidden" name="once" value="${once}">
`

const sayIn =
  (t: Translate, language: Language) =>
  (key: string, values?: Record<string, unknown>): string =>
    t(language, `requestpage:${key}`, values)

const threadStyle = `
.thread{list-style:none;margin:0;padding:0}
.thread>li{margin:0 0 16px;padding:12px 16px;border:1px solid var(--line);border-radius:8px;background:var(--bubble-in)}
.thread>.out{background:var(--bubble-out)}
.by{margin:0 0 4px;font-size:14px;line-height:20px}
.by time{color:var(--muted)}
.words{white-space:pre-wrap}
.files{margin:8px 0 0;padding:0;list-style:none;font-size:14px}
.files a{display:inline-block;padding:10px 0}
.act{margin-top:32px;padding-top:16px;border-top:1px solid var(--line)}
`
