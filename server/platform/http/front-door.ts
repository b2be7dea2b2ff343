import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { shareConnections } from '../connection-shares.ts'

/** An office of a few hundred people, six connections each at worst. */
const mostPerAddress = 2000

const tooMany = [
  'HTTP/1.1 429 Too Many Requests',
  'content-type: application/problem+json',
  'retry-after: 10',
  'connection: close',
]
const problem = JSON.stringify({
  type: 'about:blank',
  status: 429,
  code: 'request.too_many_connections',
  // Nothing was read that would say the language.
  title:
    'Too many connections from this address. Close some, or try again in a moment. Trop de connexions depuis cette adresse. Fermez-en, ou réessayez dans un instant.',
})

/**
 * What is decided before anything of a request is read: how many connections an address may hold, and which paths may
 * become sockets. Behind a proxy that we trust, all connections are the proxy's, and it limits its own visitors.
 */
export function keepFrontDoor(
  server: Server,
  {
    isBehindProxy,
    upgrades,
    most = mostPerAddress,
  }: { isBehindProxy: boolean; upgrades: string[]; most?: number },
): void {
  if (!isBehindProxy)
    shareConnections(server, {
      most,
      refusal: [...tooMany, `content-length: ${Buffer.byteLength(problem)}`, '', problem].join('\r\n'),
    })
  server.on('upgrade', ({ url = '' }, socket: Duplex) => {
    if (upgrades.some(path => url.startsWith(path))) return
    socket.on('error', () => {}) // gone already
    socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
}
