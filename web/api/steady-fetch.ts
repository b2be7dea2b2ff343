import { Unreachable } from './api-problem.ts'

export interface SteadyFetchParts {
  fetch: typeof globalThis.fetch
  wait: (milliseconds: number) => Promise<void>
  random: () => number
}

const attempts = 3
const passing = new Set([502, 503, 504])

/**
 * Repeats what a bad network broke, with the same request and therefore the same idempotency key: a message
 * is never sent twice. An act that failed is repeated only when it may be (a key, or a method that repeats safely).
 */
export function createSteadyFetch(parts: SteadyFetchParts) {
  return async (request: Request): Promise<Response> => {
    const repeatable = request.method !== 'POST' || request.headers.has('idempotency-key')
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === attempts || !repeatable
      try {
        const response = await parts.fetch(request.clone())
        if (last || !passing.has(response.status)) return readableProblem(response)
      } catch (error) {
        if (request.signal.aborted) throw error
        if (last) throw new Unreachable(error)
      }
      await parts.wait(200 * 2 ** attempt * (0.75 + parts.random() / 2))
    }
  }
}

/** The typed client takes `application/problem+json` for a file: it is told that this is JSON like any other. */
function readableProblem(response: Response): Response {
  if (!response.headers.get('content-type')?.includes('problem+json')) return response
  const headers = new Headers(response.headers)
  headers.set('content-type', 'application/json')
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
