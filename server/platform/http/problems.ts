import { ORPCError } from '@orpc/client'
import { ValidationError } from '@orpc/contract'
import type { Logger } from 'pino'
import type { Language, Problem } from '#contract/common.ts'
import { Refused } from '../errors.ts'
import type { Translate } from '../i18n.ts'
import { type ShapeIssue, sentenceOfIssue } from './validation.ts'

/** Turns whatever went wrong into a problem with a stable code and a sentence in the caller's language. */
export function problemOf(error: unknown, language: Language, t: Translate, log: Logger): Problem {
  if (error instanceof Refused) return problem(error.status, error.code, error.values, language, t)
  if (error instanceof ORPCError) {
    if (error.cause instanceof ValidationError && error.status === 400) {
      const errors = error.cause.issues.map(issue => ({
        path: (issue.path ?? []).map(part => String(typeof part === 'object' ? part.key : part)).join('.'),
        message: sentenceOfIssue(issue as ShapeIssue, language, t),
      }))
      return {
        ...problem(422, 'request.invalid', { fields: errors.map(e => e.path).join(', ') }, language, t),
        errors,
      }
    }
    if (error.status < 500) return problem(error.status, codeOfStatus(error.status), {}, language, t)
  }
  const status = (error as { statusCode?: number }).statusCode
  if (status && status >= 400 && status < 500) return problem(status, codeOfStatus(status), {}, language, t)
  // Under too much load the program says so instead of answering late.
  if (status === 503) return problem(503, 'request.busy', {}, language, t)
  const known = databaseProblem(error)
  if (known) return problem(known.status, known.code, {}, language, t)
  const reference = Math.random().toString(36).slice(2, 8).toUpperCase()
  log.error({ error, cause: (error as Error).cause, reference }, 'a request failed')
  return problem(500, 'request.failed', { reference: `B-${reference}` }, language, t)
}

/** What the database says of the caller's own values, and its absence, are no failures of the program. */
function databaseProblem(error: unknown): { status: number; code: string } | undefined {
  const cause = error instanceof ORPCError ? error.cause : error
  const { code = '', message = '' } = (cause ?? {}) as { code?: string; message?: string }
  // Text that is no uuid or time, a number out of range, a NUL in a text.
  if (['22P02', '22007', '22008', '22009', '22003', '22021', '22P05'].includes(code))
    return { status: 422, code: 'request.value' }
  if (code === '23503') return { status: 422, code: 'request.unknown_reference' }
  const isGone =
    /^(?:57P0|08|ECONN|ENOENT|EPIPE)/.test(code) ||
    /Connection terminated|timeout exceeded when trying/.test(message)
  return isGone ? { status: 503, code: 'request.unavailable' } : undefined
}

function problem(
  status: number,
  code: string,
  values: Record<string, unknown>,
  language: Language,
  t: Translate,
): Problem {
  return { type: `about:blank#${code}`, title: sentenceOf(code, values, language, t), status, code }
}

/** The sentence of a refusal. */
export function sentenceOf(
  code: string,
  values: Record<string, unknown>,
  language: Language,
  t: Translate,
): string {
  const key = code.replace('.', ':')
  const sentence = t(language, key, { ...values, ...named(values, language, t) })
  return sentence === key ? code : sentence
}

/** Values that are words themselves: roles and kinds of things have their names in both languages. */
function named(values: Record<string, unknown>, language: Language, t: Translate): Record<string, string> {
  const names: Record<string, string> = {}
  // What people named themselves, in both languages: the label of an attribute.
  for (const [name, value] of Object.entries(values)) if (isBilingual(value)) names[name] = value[language]
  if (Array.isArray(values.roles))
    names.roles = values.roles
      .map(role => t(language, `request:role.${role}`))
      .join(t(language, 'request:or'))
  if (typeof values.kind === 'string') names.kind = t(language, `request:kind.${values.kind}`)
  return names
}

const isBilingual = (value: unknown): value is Record<Language, string> =>
  typeof value === 'object' && value !== null && 'fr' in value && 'en' in value

function codeOfStatus(status: number): string {
  const codes: Record<number, string> = {
    400: 'request.malformed',
    401: 'request.sign_in',
    403: 'request.forbidden',
    404: 'request.no_route',
    405: 'request.no_route',
    413: 'request.too_large',
    415: 'request.media_type',
    429: 'request.too_many',
  }
  return codes[status] ?? 'request.malformed'
}
