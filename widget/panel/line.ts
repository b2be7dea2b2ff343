import { io, type Socket } from 'socket.io-client'
import type { ChatClientToServer, ChatNews, ChatServerToClient, ChatState } from '../../contract/chat.ts'

interface Heard {
  onLink(isLive: boolean): void
  onNews(news: ChatNews): void
  onState(state: ChatState): void
  onTyping(sign: { name: string; isTyping: boolean }): void
  /** The session does not hold any more. */
  onRefused(): void
}

/** The server gives a sign every twenty seconds: a line that is silent for longer is cut, whatever it says. */
const silenceMs = 25_000

/**
 * The live line to the server; it comes back by itself for as long as the page stays. It is a part of its own, loaded once
 * the visitor speaks, and may be of a later release than the panel that loads it: what it takes and gives is agreement 1.
 */
export function openLine(server: string, key: string, token: () => string, heard: Heard) {
  const socket: Socket<ChatServerToClient, ChatClientToServer> = io(server, {
    path: '/widget/live',
    // The other transport is not built in: where WebSocket is closed, news are asked for.
    transports: ['websocket'],
    query: { key },
    auth: give => give({ token: token() }),
    reconnectionDelayMax: 10_000,
    forceNew: true,
  })
  let heardAt = Date.now()
  const noteSign = () => {
    heardAt = Date.now()
  }
  socket.io.on('ping', noteSign)
  socket.onAny(noteSign)
  socket.on('connect', () => {
    noteSign()
    heard.onLink(true)
  })
  socket.on('disconnect', reason => {
    heard.onLink(false)
    // Closed by the server on purpose: socket.io does not come back from that by itself.
    if (reason === 'io server disconnect') heard.onRefused()
  })
  socket.on('connect_error', () => {
    heard.onLink(false)
    // Refused rather than unreachable: only then does socket.io stop trying.
    if (!socket.active) setTimeout(heard.onRefused, 15_000)
  })
  socket.on('news', heard.onNews)
  socket.on('state', heard.onState)
  socket.on('typing', heard.onTyping)
  return {
    /** Nothing was heard for so long that it cannot be trusted; a clock set otherwise makes it doubtful too. */
    isSilent: () => Math.abs(Date.now() - heardAt) > silenceMs,
    sayTyping: (isTyping: boolean) => void socket.volatile.emit('typing', isTyping),
    close() {
      socket.off()
      socket.disconnect()
    },
  }
}
