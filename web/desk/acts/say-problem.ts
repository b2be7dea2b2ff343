import { ApiProblem, Unreachable } from '../../api/api-problem.ts'

/** The sentence of a refusal: the server's own where it gave one. */
export function sayProblem(
  error: unknown,
  t: (key: 'common:trouble.unreachable' | 'common:trouble.title') => string,
): string {
  if (error instanceof ApiProblem) return error.title
  if (error instanceof Unreachable) return t('common:trouble.unreachable')
  return t('common:trouble.title')
}
