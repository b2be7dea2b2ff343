import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export type Fields = Record<string, string | undefined>

/** The general limit lets pages outside the API pass; those that guess or write have their own, by address. */
export const pageLimit = (requestsPerMinute: number) => ({
  rateLimit: {
    max: requestsPerMinute,
    timeWindow: 60_000,
    allowList: [],
    keyGenerator: (request: FastifyRequest) => request.ip,
  },
})

/** A page of its own after a form, so that reloading it sends nothing again. */
export const goTo = (reply: FastifyReply, address: string) =>
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(address, 303)

/** Reads what plain HTML forms send, for the routes of one plugin. */
export function readForms(app: FastifyInstance, bodyLimit: number): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
}

/** Values given once, as text: anything else is as if it were not there. */
export function fieldsOf(given: unknown): Fields {
  if (typeof given !== 'object' || given === null) return {}
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, withoutNul(value)]] : [],
    ),
  )
}

/** The same text without NUL, which no person types and no database keeps. */
export const withoutNul = (text: string): string => text.replaceAll('\u0000', '')
