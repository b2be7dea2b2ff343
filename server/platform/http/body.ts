import type { FastifyRequest } from 'fastify'
import { Refused } from '../errors.ts'

/** Far more than any of our shapes, far less than what exhausts the stack of whoever walks through it. */
const deepest = 60

/**
 * Refuses a body that the contract cannot want. Only JSON: a form would be read by another door, without its limit, and
 * any page of another site can send one. Not nested without end: what is kept as it comes is written and read again.
 */
export async function refuseStrangeBody(request: FastifyRequest): Promise<void> {
  const type = request.headers['content-type']
  const isJson = type === undefined || /^application\/json\s*(?:;|$)/i.test(type)
  if (!isJson) throw new Refused('request.media_type', {}, 415)
  if (isDeeper(request.body, deepest)) throw new Refused('request.too_deep', {}, 422)
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const part of Object.values(value)) if (isDeeper(part, levels - 1)) return true
  return false
}
