import { randomBytes } from 'node:crypto'
import type { Secrets } from '#server/platform/secrets.ts'

/** A person takes at least this long; what is faster is shown the form again, filled in, to be sent once more. */
const leastMs = 2_000
/** A page left open over night still works. */
const mostMs = 24 * 3_600_000

/** What comes with a page of a form: when it was drawn, and a number that makes one sending one message. */
export function newTicket(secrets: Secrets, key: string, now: Date): string {
  const body = `${now.getTime().toString(36)}.${randomBytes(12).toString('base64url')}`
  return `${body}.${secrets.sign(`form ${key} ${body}`)}`
}

export type Reading = { kind: 'good'; once: string } | { kind: 'fast' } | { kind: 'none' }

/** Reads a ticket that came back: good, too fast for a person, or none of ours (forged, of another form, too old). */
export function readTicket(secrets: Secrets, key: string, ticket: string | undefined, now: Date): Reading {
  const [at = '', once = '', signature = ''] = (ticket ?? '').split('.')
  if (!secrets.verify(`form ${key} ${at}.${once}`, signature)) return { kind: 'none' }
  const age = now.getTime() - Number.parseInt(at, 36)
  if (age > mostMs) return { kind: 'none' }
  return age < leastMs ? { kind: 'fast' } : { kind: 'good', once }
}
