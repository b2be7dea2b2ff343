import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Why an address outside was not asked, or did not answer. */
export type OutsideProblem = 'protocol' | 'address' | 'name' | 'connection' | 'time'

/** What keeps the program from an answer of somebody else's; `problem` says what kind of obstacle it was. */
export class OutsideFailed extends Error {
  readonly problem: OutsideProblem

  constructor(problem: OutsideProblem, message: string) {
    super(message)
    this.name = 'OutsideFailed'
    this.problem = problem
  }
}

/** Names to addresses; tests turn it. */
export type ResolveName = (name: string) => Promise<LookupAddress[]>

export interface OutsideRequest {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** From the name's resolution to the last byte of the answer. */
  timeoutMs: number
  /** What of the answer's body is read; the rest is not waited for. */
  maxBytes: number
  /** Which addresses may be asked. */
  mayAsk?: (address: string) => boolean
  resolve?: ResolveName
  /** Connections that are kept: they lead to addresses that were checked when they were made. */
  agent?: Agent
}

export interface OutsideAnswer {
  status: number
  headers: IncomingMessage['headers']
  body: Buffer
  /** True when the body is longer than what was read. */
  isCut: boolean
}

/**
 * Asks a place that a stranger named: the one door for that (SEC-2). The name is resolved once and the connection goes to
 * the addresses that were checked, so that a name which changes its mind leads nowhere; a redirect is an answer like any
 * other and is never followed here; time and size end.
 */
export async function askOutside(place: URL, asked: OutsideRequest): Promise<OutsideAnswer> {
  const { mayAsk = isPublicAddress } = asked
  const send = { 'http:': httpRequest, 'https:': httpsRequest }[place.protocol]
  if (!send) throw new OutsideFailed('protocol', `${place.protocol} is not asked`)
  const host = place.hostname.replace(/^\[|\]$/g, '')
  // A name is checked when it is resolved; an address is never resolved.
  if (isIP(host) !== 0 && !mayAsk(host)) throw new OutsideFailed('address', `${host} is not outside`)
  let request: ClientRequest | undefined
  let isLate = false
  // Cleared when the answer is there: a signal of its own would live on for as long as nobody waits any more.
  const timer = setTimeout(() => {
    isLate = true
    request?.destroy(new Error('late'))
  }, asked.timeoutMs)
  try {
    const answer = await new Promise<IncomingMessage>((answered, failed) => {
      request = send(place, {
        method: asked.method ?? 'GET',
        headers: asked.headers ?? {},
        lookup: lookupOf(mayAsk, asked.resolve ?? resolveName),
        // Never the shared one, which keeps connections that others made to inner places under the same name.
        agent: asked.agent ?? false,
      })
      request.on('response', answered)
      request.on('error', failed)
      request.end(asked.body)
    })
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      ...(await read(answer, asked.maxBytes)),
    }
  } catch (error) {
    if (error instanceof OutsideFailed) throw error
    if (isLate) throw new OutsideFailed('time', `no whole answer within ${asked.timeoutMs} ms`)
    const { code, message } = error as { code?: string; message: string }
    throw new OutsideFailed('connection', code ?? message)
  } finally {
    clearTimeout(timer)
  }
}

function lookupOf(mayAsk: (address: string) => boolean, resolve: ResolveName): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname).then(
      addresses => {
        const [first, ...others] = addresses.filter(({ address }) => mayAsk(address))
        if (!first) {
          const refused = new OutsideFailed('address', `${hostname} is not outside`)
          done(addresses.length > 0 ? refused : new OutsideFailed('name', `${hostname} is unknown`), '', 4)
        } else if (options.all) done(null, [first, ...others])
        else done(null, first.address, first.family)
      },
      () => done(new OutsideFailed('name', `${hostname} is unknown`), '', 4),
    )
  }
}

/** Not getaddrinfo, of which four slow names would hold up files and passwords too: they share its threads. */
async function resolveName(name: string): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  return [
    ...(four.status === 'fulfilled' ? four.value.map(address => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map(address => ({ address, family: 6 })) : []),
  ]
}

function read(answer: IncomingMessage, maxBytes: number): Promise<{ body: Buffer; isCut: boolean }> {
  const parts: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    const end = (isCut: boolean) => resolve({ body: Buffer.concat(parts).subarray(0, maxBytes), isCut })
    answer.on('data', (part: Buffer) => {
      size += part.length
      parts.push(part)
      if (size <= maxBytes) return
      end(true)
      answer.destroy()
    })
    answer.on('end', () => end(false))
    answer.on('error', reject)
  })
}

/** True for an address of the open internet; false for this machine, its network, and what is reserved (RFC 6890). */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false
  const parsed = ipaddr.process(address) // ::ffff:127.0.0.1 is 127.0.0.1
  if (parsed.range() !== 'unicast') return false
  // What is given out of version 6 lies in 2000::/3; the library calls all that it does not know unicast.
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(globalUnicast)
}

/** Networks such as `10.0.0.0/8` and single addresses, as a question about an address; undefined when one is none. */
export function readNetworks(text: string): ((address: string) => boolean) | undefined {
  const entries = text.split(',').map(entry => entry.trim())
  if (!entries.every(entry => ipaddr.isValidCIDR(entry) || isIP(entry) !== 0)) return undefined
  const networks = entries.map(entry => {
    if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry)
    const address = ipaddr.parse(entry)
    return [address, address.kind() === 'ipv4' ? 32 : 128] as [typeof address, number]
  })
  return address => {
    if (isIP(address) === 0) return false
    const parsed = ipaddr.process(address)
    return networks.some(([net, bits]) => net.kind() === parsed.kind() && parsed.match(net, bits))
  }
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
