import { ORPCError } from '@orpc/client'
import type { Problem } from '../../contract/common.ts'

export interface FieldProblem {
  path: string
  message: string
}

/** What the server refused and why: a stable code, a sentence in the person's language, the fields concerned. */
export class ApiProblem extends ORPCError<string, Problem> {
  readonly title: string
  readonly detail: string | undefined
  readonly fields: FieldProblem[]

  constructor(problem: Problem) {
    super(problem.code, { status: problem.status, message: problem.detail ?? problem.title, data: problem })
    this.title = problem.title
    this.detail = problem.detail
    this.fields = problem.errors ?? []
  }
}

/** The server did not answer at all: no network, a proxy in between, a restart. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause })
    this.name = 'Unreachable'
  }
}

/** Reads an answer of the server as a problem; undefined when it is not one of ours. */
export function readProblem(body: unknown, status: number): ApiProblem | undefined {
  if (typeof body !== 'object' || body === null || !('code' in body) || !('title' in body)) return undefined
  const { code, title } = body
  if (typeof code !== 'string' || typeof title !== 'string') return undefined
  // Checked above for what every screen relies on; the rest of the shape is optional.
  return new ApiProblem({ type: 'about:blank', status, ...(body as object), code, title })
}

/** Says whether the server gave this stable code, e.g. `isProblem(error, 'conversation.already_closed')`. */
export function isProblem(error: unknown, code: string): error is ApiProblem {
  return error instanceof ApiProblem && error.code === code
}
