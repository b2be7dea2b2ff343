import { type Boucle, type CallOptions, operations } from './operations.ts'

export interface BoucleOptions {
  /** Where Boucle is, such as `https://care.example.com`. */
  url: string
  /** An API key: `bcl_…`. */
  key: string
  /** Language of refusals. */
  language?: 'fr' | 'en'
  /** Tries after the first one, when the network or the server fails; 4 unless said. */
  retries?: number
  /** How long one try may take; 30 s unless said. */
  timeoutMs?: number
  /** In place of the platform's own. */
  fetch?: typeof fetch
  /** How to wait; tests turn it. */
  pause?: (ms: number) => Promise<void>
}

/** A refusal of Boucle's: an RFC 9457 problem, with its stable code. */
export class BoucleProblem extends Error {
  readonly status: number
  /** Such as `conversation.already_closed`. */
  readonly code: string
  /** What is wrong with which value. */
  readonly errors: { path: string; message: string }[]

  constructor(
    status: number,
    problem: { title?: string; code?: string; errors?: { path: string; message: string }[] },
  ) {
    super(problem.title ?? `Boucle answered ${status}`)
    this.name = 'BoucleProblem'
    this.status = status
    this.code = problem.code ?? 'unknown'
    this.errors = problem.errors ?? []
  }
}

/** Later is another time: too many requests, or a server that is starting, busy or gone for a moment. */
const passing = new Set([429, 502, 503, 504])

/**
 * The API of a Boucle as functions. What fails for a moment is tried again: every POST carries an idempotency key, the same
 * at each try, so that nothing is done twice.
 */
export function createBoucle(options: BoucleOptions): Boucle {
  const domains = Object.entries(operations).map(([domain, routes]) => [
    domain,
    Object.fromEntries(
      Object.entries(routes).map(([name, [method, path]]) => [
        name,
        (input?: Record<string, unknown>, call?: CallOptions) => send(options, { method, path, input, call }),
      ]),
    ),
  ])
  // Its shape is that of the table it was made from.
  return Object.fromEntries(domains) as Boucle
}

interface Sent {
  method: string
  path: string
  input: Record<string, unknown> | undefined
  call: CallOptions | undefined
}

async function send(options: BoucleOptions, { method, path, input = {}, call }: Sent): Promise<unknown> {
  const { url, key, language, retries = 4, timeoutMs = 30_000, pause = sleep } = options
  const ask = options.fetch ?? fetch
  const { address, rest } = place(path, input)
  // A DELETE says what it has to say in its body, as every change does; most have nothing to say.
  const hasBody = method !== 'GET' && (method !== 'DELETE' || Object.keys(rest).length > 0)
  const query = method === 'GET' ? queryOf(rest) : ''
  const headers: Record<string, string> = {
    authorization: `Bearer ${key}`,
    accept: 'application/json',
    ...(language && { 'accept-language': language }),
    ...(hasBody && { 'content-type': 'application/json' }),
    ...(method === 'POST' && { 'idempotency-key': call?.idempotencyKey ?? crypto.randomUUID() }),
  }
  for (let attempt = 0; ; attempt += 1) {
    const isLast = attempt >= retries
    let answer: Response
    try {
      answer = await ask(`${url.replace(/\/$/, '')}/api/v1${address}${query}`, {
        method,
        headers,
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(call?.signal ? [call.signal] : [])]),
        ...(hasBody && { body: JSON.stringify(rest) }),
      })
    } catch (error) {
      // A change without a key may have been made although its answer was lost.
      if (isLast || method === 'PATCH' || call?.signal?.aborted) throw error
      await pause(delay(attempt))
      continue
    }
    if (answer.ok) return answer.status === 204 ? undefined : answer.json()
    if (!isLast && isPassing(method, answer.status)) {
      await answer.body?.cancel()
      await pause(Math.max(delay(attempt), 1000 * Number(answer.headers.get('retry-after') ?? 0)))
      continue
    }
    const problem = await answer.json().catch(() => ({}))
    throw new BoucleProblem(answer.status, problem as ConstructorParameters<typeof BoucleProblem>[1])
  }
}

/** Too many requests were not looked at; what a gateway says of a change without a key is no proof that nothing was done. */
const isPassing = (method: string, status: number) =>
  status === 429 || (passing.has(status) && method !== 'PATCH')

/** Half a second, then twice as long each time, a little more or less. */
const delay = (attempt: number) => 500 * 2 ** attempt * (0.75 + Math.random() / 2)

const sleep = (ms: number) => new Promise<void>(done => setTimeout(done, ms))

/** The address with its places filled, and what remains of the input. */
function place(path: string, input: Record<string, unknown>) {
  const rest = { ...input }
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    if (value === undefined || value === null || value === '') throw new TypeError(`${path} needs ${name}`)
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { address, rest }
}

function queryOf(values: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue
    if (Array.isArray(value)) for (const one of value) query.append(`${name}[]`, String(one))
    else query.set(name, String(value))
  }
  return query.size > 0 ? `?${query}` : ''
}
