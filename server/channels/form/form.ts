import type { FormField, FormSetUp } from '#contract/forms.ts'
import type { Language } from '#server/platform/i18n.ts'

/** What stands in the way of publishing a form, before it is put into words. */
export interface Finding {
  code: string
  field: string | null
}

/**
 * Everything for which a form is not published: nobody to answer to, a language missing, a choice without choices, a
 * condition that cannot be met, a phone number asked without saying what prospecting needs (OUT-4).
 */
export function findingsOf(form: FormSetUp): Finding[] {
  const found: Finding[] = []
  const say = (code: string, field: string | null = null) => found.push({ code, field })
  const keys = form.fields.map(field => field.key)
  if (!isBoth(form.title)) say('title_missing')
  for (const text of [form.intro, form.thanks]) if (isHalf(text)) say('one_language')
  const addresses = form.fields.filter(field => field.type === 'email')
  if (addresses.length !== 1) say('one_email')
  else if (!addresses[0]!.required || addresses[0]!.showIf) say('email_required', addresses[0]!.key)
  for (const [index, field] of form.fields.entries()) {
    if (keys.indexOf(field.key) !== index) say('same_key', field.key)
    if (!isBoth(field.label) || isHalf(field.hint) || field.options.some(option => !isBoth(option.label)))
      say('one_language', field.key)
    if (field.type === 'choice' && new Set(field.options.map(option => option.value)).size < 2)
      say('choices_missing', field.key)
    if (field.type === 'phone' && !field.prospectingNotice) say('phone_notice', field.key)
    if (field.type === 'consent' && field.purpose === null) say('purpose_missing', field.key)
    if (field.showIf && !conditionHolds(form.fields.slice(0, index), field.showIf))
      say('condition', field.key)
  }
  return found
}

/** A condition is about a choice that stands above and is always asked: one level, no riddles. */
function conditionHolds(above: FormField[], condition: NonNullable<FormField['showIf']>): boolean {
  const choice = above.find(field => field.key === condition.field)
  return (
    choice?.type === 'choice' &&
    choice.showIf === null &&
    choice.options.some(option => option.value === condition.value)
  )
}

const isBoth = ({ fr, en }: { fr: string; en: string }) => fr.trim() !== '' && en.trim() !== ''
const isHalf = ({ fr, en }: { fr: string; en: string }) => (fr.trim() === '') !== (en.trim() === '')

/** What somebody filled in: text by field; of a box, whether it was ticked. */
export type Answers = Record<string, string>

export type Problem = 'required' | 'email' | 'phone' | 'date' | 'choice' | 'too_long'

/** Fields that are asked, given what was answered: those whose condition is met. */
export const askedFields = (form: FormSetUp, answers: Answers): FormField[] =>
  form.fields.filter(field => field.showIf === null || answers[field.showIf.field] === field.showIf.value)

/** What is wrong with what was filled in, by field, in the order of the form. */
export function problemsOf(
  form: FormSetUp,
  answers: Answers,
  has: { files: (key: string) => boolean; isPhone: (text: string) => boolean },
): Map<string, Problem> {
  const problems = new Map<string, Problem>()
  for (const field of askedFields(form, answers)) {
    const problem = problemOf(field, seenText(answers[field.key]), has)
    if (problem) problems.set(field.key, problem)
  }
  return problems
}

/** What a reader would see of it: characters that show nothing are no answer. */
const seenText = (text = '') => (/[^\p{C}\p{Z}]/u.test(text) ? text.trim() : '')

function problemOf(
  field: FormField,
  text: string,
  has: { files: (key: string) => boolean; isPhone: (text: string) => boolean },
): Problem | undefined {
  if (field.type === 'file') return field.required && !has.files(field.key) ? 'required' : undefined
  if (text === '') return field.required ? 'required' : undefined
  if (text.length > (field.type === 'long_text' ? 20_000 : 400)) return 'too_long'
  if (field.type === 'email' && !/^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/.test(text)) return 'email'
  if (field.type === 'phone' && !has.isPhone(text)) return 'phone'
  if (field.type === 'date' && !isDay(text)) return 'date'
  if (field.type === 'choice' && !field.options.some(option => option.value === text)) return 'choice'
  return undefined
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

/** One line of what was filled in, as advisers read it. */
export interface FilledLine {
  label: string
  /** The words of the customer rather than a fact: what a list shows first. */
  isStory: boolean
  value: string
}

/**
 * What was filled in, line by line in the language of whoever did; files are attached apart. What was answered to a question
 * that another choice asks is said to be that, never dropped: some browsers show every field, and people change their choice.
 */
export function filledLines(
  form: FormSetUp,
  answers: Answers,
  language: Language,
  words: { yes: string; no: string; beside: (label: string) => string },
): FilledLine[] {
  const asked = new Set(askedFields(form, answers))
  return form.fields.flatMap(field => {
    const text = (answers[field.key] ?? '').trim()
    const isAsked = asked.has(field)
    const label = isAsked ? field.label[language] : words.beside(field.label[language])
    if (field.type === 'file') return []
    if (field.type === 'consent')
      return isAsked || text === 'yes'
        ? [{ label, isStory: false, value: text === 'yes' ? words.yes : words.no }]
        : []
    if (text === '') return []
    const option = field.options.find(one => one.value === text)
    return [
      {
        label,
        isStory: isAsked && field.type === 'long_text',
        value: field.type === 'choice' ? (option?.label[language] ?? text) : text,
      },
    ]
  })
}

/** The same as one text: the customer's own words first, then the facts, a line each. */
export function textOf(lines: FilledLine[], colon: string): string {
  const stories = lines.filter(line => line.isStory).map(line => line.value)
  const facts = lines.filter(line => !line.isStory).map(({ label, value }) => `${label}${colon}${value}`)
  return [...stories, facts.join('\n')].filter(Boolean).join('\n\n')
}
