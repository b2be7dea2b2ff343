import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import ipaddr from 'ipaddr.js'

/** How much each address holds of something that there is not enough of for everybody's wishes. */
export function createShares(most: number) {
  const held = new Map<string, number>()
  return {
    hasRoom: (address: string) => (held.get(neighbourhood(address)) ?? 0) < most,
    /** Takes one more for an address; false when it holds its share already. */
    take(address: string): boolean {
      const key = neighbourhood(address)
      const count = held.get(key) ?? 0
      if (count >= most) return false
      held.set(key, count + 1)
      return true
    },
    giveBack(address: string): void {
      const key = neighbourhood(address)
      const left = (held.get(key) ?? 1) - 1
      if (left > 0) held.set(key, left)
      else held.delete(key)
    },
  }
}

export interface Sharing {
  /** Connections that one address may hold. */
  most: number
  /** What the others are told, in the words of the protocol. */
  refusal: string
}

/** For how long one who was refused may take to hear it. */
const farewellMs = 1000

/**
 * Lets no address hold more than its share of a server's connections: one more is told why and let go before anything of
 * it is read. An office shares an address, a flood has one.
 */
export function shareConnections(server: Server, { most, refusal }: Sharing): void {
  const shares = createShares(most)
  const welcome = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    if (!shares.take(address)) return void refuse(socket, refusal)
    once(socket, 'close').then(
      () => shares.giveBack(address),
      () => shares.giveBack(address),
    )
    for (const listener of welcome) listener.call(server, socket)
  })
}

function refuse(socket: Socket, words: string) {
  socket.on('error', () => {}) // they did not wait for the answer
  socket.end(words)
  // What they say meanwhile must be taken off the wire, or the system would cut them off before they heard.
  socket.resume()
  setTimeout(() => socket.destroy(), farewellMs).unref()
}

/** A household has one IPv4 address, and a /64 of IPv6. */
function neighbourhood(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address) // ::ffff:127.0.0.1 is 127.0.0.1
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString()
}
