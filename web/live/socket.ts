import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../contract/events.ts'

/** Prepares the socket of a workspace; the session's cookie says who it is. */
export function createSocket(workspace: string): Socket<ServerToClient, ClientToServer> {
  return io({
    // In the address: the first request of a socket carries no header of ours.
    query: { workspace },
    autoConnect: false,
    // WebSocket first: long-polling through a balancer that does not stick fails at once. It stays as the way
    // out of company proxies that cut WebSockets.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
  })
}
