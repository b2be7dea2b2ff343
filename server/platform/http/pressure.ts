import type { FastifyReply, FastifyRequest } from 'fastify'

const retryAfterSeconds = 5

/**
 * Refuses a request while the program is late, and says when to come back. Between two measures so close together that no
 * turn of the loop lay between them nothing was measured, which the plugin tells as an infinite delay: that is not being
 * late, and the next measure says more.
 */
export function refuseWhileLate(
  _request: FastifyRequest,
  reply: FastifyReply,
  _kind: string | undefined,
  delayMs: number | undefined,
): Promise<never> | undefined {
  if (delayMs === Number.POSITIVE_INFINITY) return undefined
  reply.header('retry-after', String(retryAfterSeconds))
  return Promise.reject(Object.assign(new Error(`late by ${delayMs} ms`), { statusCode: 503 }))
}
