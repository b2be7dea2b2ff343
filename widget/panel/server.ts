/** The server said no, and why, in the visitor's language. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
  /** Worth another try: too many at once, or a server that is not well. */
  get passes(): boolean {
    return this.status === 429 || this.status >= 500
  }
}

/** Asks the server in the name of the visitor's session; a network that is down throws, a refusal is a `Refusal`. */
export function createServer(base: string, who: () => { token: string | undefined; language: string }) {
  return {
    async ask<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
      const answer = await raw(method, path, body)
      return (answer.status === 204 ? undefined : await answer.json()) as Answer
    },
    file: async (path: string): Promise<Blob> => (await raw('GET', path)).blob(),
  }

  async function raw(method: string, path: string, body?: unknown): Promise<Response> {
    const { token, language } = who()
    const isForm = body instanceof FormData
    const answer = await fetch(`${base}/${path}`, {
      method,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      headers: {
        'accept-language': language,
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      // A network that neither answers nor fails must not hold the messages behind.
      signal: AbortSignal.timeout(isForm ? 120_000 : 20_000),
    })
    if (answer.ok) return answer
    const { title } = (await answer.json().catch(() => ({}))) as { title?: string }
    // The page of a proxy that lets nobody through is no word of ours: it may let us through later.
    if (!title && answer.status < 500 && answer.status !== 413)
      throw new Error(`${answer.status} of a stranger`)
    throw new Refusal(answer.status, title ?? String(answer.status))
  }
}
