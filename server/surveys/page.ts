import type { Language, Translate } from '#server/platform/i18n.ts'
import type { PageHouse, PublicPage } from '#server/platform/pages/document.ts'
import { type Html, html, raw } from '#server/platform/pages/html.ts'
import { commentLength, isBad } from './answer.ts'
import type { AnswerStep, OpenInvitation } from './answer-queries.ts'
import { scaleStyle } from './page-style.ts'

type Say = (key: string, values?: Record<string, unknown>) => string

const sayIn =
  (t: Translate, language: Language): Say =>
  (key, values) =>
    t(language, `surveypage:${key}`, values)

/** What every page of an invitation knows. */
interface Place {
  /** Where the page lives: `/s/<token>`. */
  address: string
  language: Language
  house: PageHouse | undefined
}

export interface FormState extends Place {
  /** Chosen score; nothing is chosen unless it came from the mail, an earlier answer or a refused form. */
  score: number | undefined
  comment: string
  problem?: 'score' | 'comment'
}

/** The question: a plain form that works without any script, counted only when it is sent. */
export function questionPage(t: Translate, invitation: OpenInvitation, state: FormState): PublicPage {
  const say = sayIn(t, state.language)
  const { scaleMax } = invitation
  const scores = Array.from({ length: scaleMax }, (_none, index) => index + 1)
  const title = say('title', { workspace: invitation.workspaceName })
  const before = invitation.steps.at(-1)
  const problem =
    state.problem &&
    say(`problem.${state.problem}`, { max: state.problem === 'score' ? scaleMax : commentLength })
  const scoreError = state.problem === 'score' ? 'score-error' : undefined
  const commentError = state.problem === 'comment' ? 'comment-error' : undefined
  const body = html`
${
  problem &&
  html`<div class="problem" role="alert" tabindex="-1" autofocus>
<p><strong>${say('problem.title')}</strong></p>
<p><a href="#${scoreError ? 'score-1' : 'comment'}">${problem}</a></p>
</div>`
}
<form method="post" action="${state.address}">
<input type="hidden" name="lang" value="${state.language}">
<fieldset${scoreError ? raw(` aria-describedby="${scoreError}"`) : ''}>
<legend><h1>${invitation.question[state.language]}</h1></legend>
${before && html`<p class="muted">${say('before', { score: before.score, max: scaleMax })}</p>`}
${scoreError && html`<p class="error" id="${scoreError}">${problem}</p>`}
<div class="scale">
${scores.map(
  score => html`<label><input type="radio" name="score" id="score-${score}" value="${score}" required${
    score === state.score ? raw(' checked') : ''
  }><span>${score}</span>${edgeLabel(say, score, scaleMax)}</label>
`,
)}</div>
<p class="ends" aria-hidden="true"><span>1 = ${say('lowest')}</span><span>${scaleMax} = ${say('highest')}</span></p>
</fieldset>
<p class="field"><label for="comment">${invitation.commentQuestion[state.language]}</label>
<span class="hint" id="comment-hint">${say('comment_hint')}</span>
${commentError && html`<span class="error" id="${commentError}">${problem}</span>`}
<textarea id="comment" name="comment" rows="4" maxlength="${commentLength}" aria-describedby="${
    commentError ? `${commentError} comment-hint` : 'comment-hint'
  }"${commentError ? raw(' aria-invalid="true"') : ''}>${textareaText(state.comment)}</textarea></p>
<button type="submit">${say('send')}</button>
</form>
${leave(say, state)}`
  return {
    title: state.problem ? say('problem_title', { title }) : title,
    language: state.language,
    house: state.house,
    other: otherLanguage(state, state.score === undefined ? {} : { score: String(state.score) }),
    style: scaleStyle,
    body,
  }
}

/** What was recorded, what happens next, and how to change it. */
export function thanksPage(
  t: Translate,
  invitation: OpenInvitation,
  answer: AnswerStep,
  state: Place,
): PublicPage {
  const say = sayIn(t, state.language)
  return {
    title: say('title', { workspace: invitation.workspaceName }),
    language: state.language,
    house: state.house,
    other: otherLanguage(state),
    body: html`
<h1>${say('thanks')}</h1>
<p>${say('your_score', { score: answer.score, max: invitation.scaleMax })}</p>
${answer.comment !== null && html`<blockquote>${answer.comment}</blockquote>`}
<p>${say(isBad(answer.score) ? 'next_low' : 'next', { workspace: invitation.workspaceName })}</p>
<p><a href="${state.address}?edit=1&amp;lang=${state.language}">${say('edit')}</a></p>
${leave(say, state)}`,
  }
}

/** Asks before leaving by a button: a link that mail scanners open must not decide for anyone. */
export function optOutPage(
  t: Translate,
  invitation: OpenInvitation,
  state: Place & { isOut: boolean },
): PublicPage {
  const say = sayIn(t, state.language)
  const about = { workspace: invitation.workspaceName }
  const words = state.isOut ? 'out' : 'leave'
  return {
    title: say(`${words}.title`, about),
    language: state.language,
    house: state.house,
    other: otherLanguage({ ...state, address: `${state.address}/opt-out` }),
    body: html`
<h1>${say(`${words}.title`, about)}</h1>
<p>${say(`${words}.text`, about)}</p>
<form method="post" action="${state.address}/opt-out">
<input type="hidden" name="lang" value="${state.language}">
<input type="hidden" name="given" value="${state.isOut ? '1' : '0'}">
<button type="submit"${state.isOut ? raw(' class="quiet"') : ''}>${say(`${words}.button`)}</button>
</form>`,
  }
}

/** A sentence for what cannot be answered: unknown, expired, too many, failed. */
export function sentencePage(
  t: Translate,
  language: Language,
  kind: 'unknown' | 'expired' | 'too_many' | 'failed',
): PublicPage {
  const say = sayIn(t, language)
  return {
    title: say(`${kind}.title`),
    language,
    body: html`
<h1>${say(`${kind}.title`)}</h1>
<p>${say(`${kind}.text`)}</p>`,
  }
}

function edgeLabel(say: Say, score: number, scaleMax: number): Html | undefined {
  if (score !== 1 && score !== scaleMax) return undefined
  return html`<span class="spoken">, ${say(score === 1 ? 'lowest' : 'highest')}</span>`
}

// A browser drops the first line break of a textarea.
const textareaText = (text: string) => (text.startsWith('\n') ? `\n${text}` : text)

const leave = (say: Say, { address, language }: { address: string; language: Language }) =>
  html`<p class="leave"><a href="${address}/opt-out?lang=${language}">${say('leave.link')}</a></p>`

function otherLanguage(
  { address, language }: { address: string; language: Language },
  kept: Record<string, string> = {},
): { language: Language; address: string } {
  const other = language === 'fr' ? 'en' : 'fr'
  return { language: other, address: `${address}?${new URLSearchParams({ ...kept, lang: other })}` }
}
