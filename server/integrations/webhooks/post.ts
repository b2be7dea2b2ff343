import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { askOutside, OutsideFailed, type ResolveName } from '#server/platform/outside.ts'
import { type InnerNetworks, mayPost } from './place.ts'
import type { Attempt } from './queries.ts'

/** What came of one try. */
export interface Posted {
  attempt: Attempt
  isDelivered: boolean
  /** Seconds that the peer asks to be left alone. */
  retryAfter?: number
  /** It says that it is gone for good. */
  isGone: boolean
}

export type Post = (
  place: URL,
  headers: Record<string, string>,
  body: string,
  startedAt: Date,
) => Promise<Posted>

export interface PostOptions {
  isInner?: InnerNetworks
  resolve?: ResolveName
  timeoutMs?: number
}

/** Of an answer, so much is read and kept for whoever looks for a mistake. */
const readBytes = 2048
const shownCharacters = 300

/** Posts signed bodies to addresses that strangers named; connections are kept for a while. */
export function createPost({ isInner, resolve, timeoutMs = 15_000 }: PostOptions) {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 16, maxFreeSockets: 16, timeout: 20_000 }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: 16, maxFreeSockets: 16, timeout: 20_000 }),
  }
  const post: Post = async (place, headers, body, startedAt) => {
    const start = performance.now()
    const tried = (status: number | null, problem: string | null, answer = ''): Attempt => ({
      at: startedAt.toISOString(),
      status,
      ms: Math.round(performance.now() - start),
      problem,
      answer: answer.slice(0, shownCharacters),
    })
    try {
      const agent = agents[place.protocol as keyof typeof agents]
      const answer = await askOutside(place, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': 'Boucle-Webhooks',
          ...headers,
        },
        body,
        timeoutMs,
        maxBytes: readBytes,
        mayAsk: mayPost(place, isInner),
        ...(agent && { agent }),
        ...(resolve && { resolve }),
      })
      const { status } = answer
      const isDelivered = status >= 200 && status < 300
      const retryAfter = Number(answer.headers['retry-after'])
      return {
        // Text of somebody else: kept as it can be shown, and without what PostgreSQL cannot keep.
        attempt: tried(status, isDelivered ? null : problemOf(status), readable(answer.body)),
        isDelivered,
        isGone: status === 410,
        ...((status === 429 || status === 503) && retryAfter > 0 && { retryAfter }),
      }
    } catch (error) {
      if (!(error instanceof OutsideFailed)) throw error
      return { attempt: tried(null, error.problem, error.message), isDelivered: false, isGone: false }
    }
  }
  return {
    post,
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** A redirect is not followed: the address that was checked is the one that is told. */
const problemOf = (status: number) => (status >= 300 && status < 400 ? 'redirect' : `status_${status}`)

const readable = (bytes: Buffer) =>
  bytes
    .toString('utf8')
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
