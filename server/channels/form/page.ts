import type { FormField, FormSetUp } from '#contract/forms.ts'
import type { FilesRefused } from '#server/platform/http/parts.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'
import type { PageHouse, PublicPage } from '#server/platform/pages/document.ts'
import { type Html, html, raw } from '#server/platform/pages/html.ts'
import type { Answers, Problem } from './form.ts'

export const mostFiles = 5
export const largestFile = 10 * 1024 * 1024

export interface FormState {
  /** Where the page lives: `/f/<key>`. */
  address: string
  language: Language
  house: PageHouse
  ticket: string
  answers: Answers
  problems: Map<string, Problem>
  /** Why a form that is filled in well was not taken: it is to be sent once more. */
  again?: 'check' | FilesRefused
  /** Fields whose files were sent with a page that was not taken: they are to be chosen again. */
  lostFiles?: ReadonlySet<string>
  /** In a frame of another site: no more around it than needed. */
  isFramed: boolean
}

/** Inside another page, the frame is told how high the form is. */
const heightScript = `(function(){function tell(){parent.postMessage({boucleFormHeight:document.documentElement.scrollHeight},'*')}
if(parent!==window){tell();new ResizeObserver(tell).observe(document.body)}})()`

/** The form: plain fields that work without any script; what is asked under a condition appears by style alone. */
export function formPage(t: Translate, form: FormSetUp, state: FormState): PublicPage {
  const { language, address, isFramed, problems } = state
  const say = sayIn(t, language)
  const other = language === 'fr' ? 'en' : 'fr'
  const query = (lang: Language) => `?lang=${lang}${isFramed ? '&embed=1' : ''}`
  const title = form.title[language]
  const intro = form.intro[language].trim()
  const summary = [...problems].map(([key, problem]) => {
    const field = form.fields.find(one => one.key === key)!
    return html`<li><a href="#${idOf(key)}">${field.label[language]}</a>${say('colon')}${say(`problem.${problem}`)}</li>`
  })
  return {
    title: problems.size > 0 ? say('problem_title', { title }) : `${title} · ${state.house.name}`,
    language,
    house: state.house,
    other: { language: other, address: `${address}${query(other)}` },
    style: styleOf(form),
    ...(isFramed && { script: heightScript }),
    isFramed,
    isListed: !isFramed,
    body: html`
${
  summary.length > 0 &&
  html`<div class="problem" role="alert" tabindex="-1" autofocus><p><strong>${say('not_sent')}</strong></p><ul>${summary}</ul></div>\n`
}${
  state.again &&
  html`<div class="problem" role="alert" tabindex="-1" autofocus><p><strong>${say(`again.${state.again}`, { count: mostFiles, size: largestFile / 1024 / 1024 })}</strong></p></div>\n`
}<h1>${title}</h1>
${intro !== '' && html`<p>${intro}</p>\n`}<p class="muted">${say('required_hint')}</p>
<form method="post" action="${address}${query(language)}" enctype="multipart/form-data" novalidate>
<input type="hidden" name="lang" value="${language}">
<input type="hidden" name="ticket" value="${state.ticket}">
<p class="trap" aria-hidden="true"><label for="website">${say('trap')}</label><input type="text" id="website" name="website" tabindex="-1" autocomplete="off"></p>
${form.fields.map(field => fieldHtml(t, form, field, state))}<button type="submit">${say('send')}</button>
</form>`,
  }
}

/** What was received, and what happens next. */
export function receiptPage(
  t: Translate,
  form: FormSetUp,
  state: Pick<FormState, 'address' | 'language' | 'house' | 'isFramed'>,
): PublicPage {
  const { language } = state
  const say = sayIn(t, language)
  const thanks = form.thanks[language].trim()
  return {
    title: `${say('received')} · ${state.house.name}`,
    language,
    house: state.house,
    ...(state.isFramed && { script: heightScript }),
    isFramed: state.isFramed,
    body: html`
<h1>${say('received')}</h1>
${thanks !== '' && html`<p>${thanks}</p>\n`}<p>${say('received_text')}</p>`,
  }
}

function fieldHtml(t: Translate, form: FormSetUp, field: FormField, state: FormState): Html {
  const { language } = state
  const say = sayIn(t, language)
  const id = idOf(field.key)
  const problem = state.problems.get(field.key)
  const hint = field.hint[language].trim()
  const areLost = field.type === 'file' && (state.lostFiles?.has(field.key) ?? false)
  const notices = [
    hint !== '' && html`<span class="hint" id="${id}-hint">${hint}</span>`,
    field.type === 'phone' &&
      field.prospectingNotice &&
      html`<span class="hint" id="${id}-notice">${say('phone_notice')}</span>`,
    field.type === 'file' &&
      html`<span class="hint" id="${id}-limits">${say('files_hint', { count: mostFiles, size: largestFile / 1024 / 1024 })}</span>`,
    areLost && html`<span class="error" id="${id}-lost">${say('files_again')}</span>`,
    problem && html`<span class="error" id="${id}-error">${say(`problem.${problem}`)}</span>`,
  ]
  const described = [
    hint !== '' && `${id}-hint`,
    field.type === 'phone' && field.prospectingNotice && `${id}-notice`,
    field.type === 'file' && `${id}-limits`,
    areLost && `${id}-lost`,
    problem && `${id}-error`,
  ].filter(Boolean)
  const about = html`${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${
    problem && raw(' aria-invalid="true"')
  }${field.required && raw(' required')}`
  const star = field.required && html`<span aria-hidden="true"> *</span>`
  const value = state.answers[field.key] ?? ''
  const shown = field.showIf ? ` when-${indexOf(form, field)}` : ''
  if (field.type === 'choice')
    return html`<fieldset class="field${shown}" id="${id}" tabindex="-1"${
      described.length > 0 && html` aria-describedby="${described.join(' ')}"`
    }><legend>${field.label[language]}${star}</legend>
${notices}${field.options.map(
  option => html`<label class="choice"><input type="radio" name="${field.key}" value="${option.value}"${
    option.value === value && raw(' checked')
  }${field.required && raw(' required')}><span>${option.label[language]}</span></label>
`,
)}</fieldset>
`
  if (field.type === 'consent')
    return html`<div class="field${shown}"><label class="choice" for="${id}"><input type="checkbox" id="${id}" name="${field.key}" value="yes"${
      value === 'yes' && raw(' checked')
    }${about}><span>${field.label[language]}${star}</span></label>
${notices}</div>
`
  const attributes = html`id="${id}" name="${field.key}"${about}`
  const control =
    field.type === 'long_text'
      ? html`<textarea ${attributes} rows="6">${value.startsWith('\n') ? `\n${value}` : value}</textarea>`
      : field.type === 'file'
        ? html`<input type="file" ${attributes} multiple>`
        : html`<input type="${inputTypes[field.type]}" ${attributes} value="${value}"${raw(completes[field.type] ?? '')}>`
  return html`<div class="field${shown}"><label for="${id}">${field.label[language]}${star}</label>
${notices}
${control}</div>
`
}

const inputTypes = { text: 'text', order: 'text', email: 'email', phone: 'tel', date: 'date' } as const
const completes: Partial<Record<FormField['type'], string>> = {
  email: ' autocomplete="email"',
  phone: ' autocomplete="tel"',
  order: ' autocomplete="off" spellcheck="false"',
}

const idOf = (key: string) => `f-${key}`
const indexOf = (form: FormSetUp, field: FormField) => form.fields.indexOf(field)

/** A field under a condition shows once its choice is made; browsers that cannot tell show it always. */
function styleOf(form: FormSetUp): string {
  const rules = form.fields.flatMap(field =>
    field.showIf
      ? [
          `form:not(:has([name="${field.showIf.field}"][value="${field.showIf.value}"]:checked)) .when-${indexOf(form, field)}{display:none}`,
        ]
      : [],
  )
  return `
.field{margin:0 0 24px}
.field fieldset,fieldset.field{padding:0}
fieldset.field legend{margin-bottom:4px}
.field label.choice{display:flex;gap:12px;align-items:flex-start;padding:10px 0;font-weight:400}
.trap{position:absolute;left:-200vw}
.problem ul{margin:8px 0 0;padding-left:20px}
@supports selector(:has(*)){${rules.join('\n')}}
`
}

const sayIn =
  (t: Translate, language: Language) =>
  (key: string, values?: Record<string, unknown>): string =>
    t(language, `formpage:${key}`, values)
