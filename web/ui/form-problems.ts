import { ApiProblem } from '../api/api-problem.ts'

/** Turns what the server refused into errors of the form, by field; empty when it concerns none. */
export function problemToFormErrors(problem: unknown): Record<string, string> {
  if (!(problem instanceof ApiProblem)) return {}
  return Object.fromEntries(
    problem.fields.map(field => [field.path.replace(/^(body|input)\./, ''), field.message]),
  )
}
