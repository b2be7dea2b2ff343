import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { askOutside, OutsideFailed, type OutsideRequest } from '#server/platform/outside.ts'

/** What an address of the house leads to: a page, nothing (and why), or nobody can tell from here. */
export type Verdict = { answers: true } | { answers: false; problem: string } | { answers: undefined }

/** How addresses are asked; tests turn it. */
export type AskedHow = Pick<OutsideRequest, 'mayAsk' | 'resolve'> & { timeoutMs?: number }

const mostRedirects = 5
/** Enough to have the status; what the page says is not read. */
const mostBytes = 1024
const usualTimeoutMs = 5000

/**
 * Asks an address as a customer's browser would, through the door for places that others named: what is not of the open
 * internet is never asked, wherever a redirect leads. Only what is sure counts as dead: a page that refuses programs or
 * takes its time is not, nor is anything while our own names cannot be resolved.
 */
export async function askAddress(url: string, how: AskedHow = {}): Promise<Verdict> {
  let place = new URL(url)
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const verdict = await askOnce(place, how)
    if (!(verdict instanceof URL)) return verdict
    place = verdict
  }
  return { answers: false, problem: 'loop' }
}

async function askOnce(place: URL, how: AskedHow): Promise<Verdict | URL> {
  let isUnsure = false
  const resolve = how.resolve ?? (name => namesOf(name, () => (isUnsure = true)))
  try {
    const { status, headers } = await askOutside(place, {
      timeoutMs: how.timeoutMs ?? usualTimeoutMs,
      maxBytes: mostBytes,
      headers: { 'user-agent': 'Boucle (link check)', accept: 'text/html,*/*' },
      resolve,
      ...(how.mayAsk && { mayAsk: how.mayAsk }),
    })
    const next = status >= 300 && status < 400 ? headers.location : undefined
    if (next)
      return URL.canParse(next, place.href) ? new URL(next, place.href) : { answers: false, problem: 'loop' }
    return isDead(status) ? { answers: false, problem: String(status) } : { answers: true }
  } catch (error) {
    if (!(error instanceof OutsideFailed)) throw error
    if (isUnsure || error.problem === 'time') return { answers: undefined }
    return { answers: false, problem: error.problem }
  }
}

/** Not there, gone, or broken; a door that is closed to programs (401, 403, 429) may well be open to people. */
const isDead = (status: number): boolean => status === 404 || status === 410 || status >= 500

/** The addresses of a name; `unsure` hears when that nobody knows it was not the answer. */
async function namesOf(name: string, unsure: () => void): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  const found = [
    ...(four.status === 'fulfilled' ? four.value.map(address => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map(address => ({ address, family: 6 })) : []),
  ]
  const isKnown = (one: PromiseSettledResult<string[]>) =>
    one.status === 'fulfilled' || ['ENOTFOUND', 'ENODATA'].includes((one.reason as { code: string }).code)
  if (found.length === 0 && !(isKnown(four) && isKnown(six))) unsure()
  return found
}
