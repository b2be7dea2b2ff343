import type { IncomingMessage } from 'node:http'

/**
 * Where a bare request comes from, with the proxies that Fastify is told to trust: for sockets, which pass by it. A list of
 * trusted proxies counts as one hop.
 */
export function remoteAddress(
  trustProxy: boolean | number | readonly string[],
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  const hops = Array.isArray(trustProxy) ? 1 : Number(trustProxy)
  return ({ headers, socket }) => {
    const own = socket.remoteAddress ?? ''
    const told = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map(one => one.trim())
      .filter(Boolean)
    if (hops === 0 || told.length === 0) return own
    return (trustProxy === true ? told[0] : told[Math.max(0, told.length - hops)]) ?? own
  }
}
