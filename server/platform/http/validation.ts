import { en, fr } from 'zod/locales'
import type { Language } from '#contract/common.ts'
import type { Translate } from '../i18n.ts'

/** What a shape of the contract found wrong, as Zod tells it: its own message is English. */
export interface ShapeIssue {
  code?: string
  message: string
  expected?: string
  origin?: string
  minimum?: number | bigint
  maximum?: number | bigint
  format?: string
  values?: readonly unknown[]
  keys?: readonly string[]
}

// Zod's translations name the types of the programming language; ours are for who fills in a field. These are the net.
const zodSentences = { fr: fr(), en: en() }

/** Says what is wrong with one value, in words for who gave it. */
export function sentenceOfIssue(issue: ShapeIssue, language: Language, t: Translate): string {
  const own = ownSentence(issue)
  if (own) {
    const key = `validation:${own.key}`
    const sentence = t(language, key, own.values)
    if (sentence !== own.key && sentence !== key) return sentence
  }
  const said = zodSentences[language].localeError(issue as never)
  return (typeof said === 'string' ? said : said?.message) ?? issue.message
}

function ownSentence(issue: ShapeIssue): { key: string; values?: Record<string, unknown> } | undefined {
  switch (issue.code) {
    case 'invalid_type':
      // The issue no longer carries what was given; only Zod's own message still says that it was nothing.
      return / received undefined$/.test(issue.message)
        ? { key: 'missing' }
        : { key: `type.${issue.expected ?? 'unknown'}` }
    case 'too_small':
      return boundOf(issue, 'least', issue.minimum)
    case 'too_big':
      return boundOf(issue, 'most', issue.maximum)
    case 'invalid_format':
      return { key: `format.${issue.format ?? 'regex'}` }
    case 'invalid_value':
      return { key: 'choices', values: { choices: (issue.values ?? []).map(String).join(', ') } }
    case 'unrecognized_keys':
      return { key: 'unknown_fields', values: { fields: (issue.keys ?? []).join(', ') } }
    default:
      return undefined
  }
}

function boundOf({ origin = '' }: ShapeIssue, side: 'least' | 'most', bound: number | bigint | undefined) {
  if (bound === undefined) return undefined
  const what = origin === 'string' ? 'text' : origin === 'array' || origin === 'set' ? 'list' : 'number'
  if (what === 'text' && side === 'least' && Number(bound) === 1) return { key: 'missing' }
  return { key: `${side}.${what}`, values: { count: Number(bound) } }
}
