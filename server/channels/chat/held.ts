import type { Socket } from 'socket.io'
import type { OpenChat } from './door.ts'

/** One visitor's session as this node holds it. */
export interface Held<OneSocket = Socket> {
  id: string
  chat: OpenChat
  token: string
  sockets: Set<OneSocket>
  /** Of somebody the site vouches for. */
  userId: string | null
  /** Where it began, and where that goes on now. */
  own: string | null
  conversationId: string | null
  /** Number up to which news was given. */
  seq: number
  /** News are given one after the other. */
  turn: Promise<void>
}

/** The sessions that this node holds: thousands look on for each that an event is about, so they are found by what it names. */
export function createHeld<OneSocket>() {
  const sessions = new Map<string, Held<OneSocket>>()
  const signedWaiting = new Set<Held<OneSocket>>()
  const byConversation = new Map<string, Set<Held<OneSocket>>>()

  const leave = (one: Held<OneSocket>) => {
    if (!one.conversationId) return
    const others = byConversation.get(one.conversationId)
    others?.delete(one)
    if (others?.size === 0) byConversation.delete(one.conversationId)
  }

  const place = (one: Held<OneSocket>, conversationId: string | null) => {
    if (one.conversationId === conversationId) return
    leave(one)
    one.conversationId = conversationId
    if (!conversationId) return
    signedWaiting.delete(one)
    const others = byConversation.get(conversationId)
    if (others) others.add(one)
    else byConversation.set(conversationId, new Set([one]))
  }

  return {
    get: (id: string) => sessions.get(id),
    has: (id: string) => sessions.has(id),
    /** Those in a conversation of a workspace. */
    inConversation: (workspaceId: string, conversationId: string) =>
      [...(byConversation.get(conversationId) ?? [])].filter(({ chat }) => chat.workspaceId === workspaceId),
    /** Of those whom the site vouches for, who may have begun on another device. */
    signedWithout: (workspaceId: string) =>
      [...signedWaiting].filter(({ chat }) => chat.workspaceId === workspaceId),
    withConversation: () => [...byConversation.values()].flatMap(some => [...some]),
    add(one: Held<OneSocket>) {
      sessions.set(one.id, one)
      if (one.userId && !one.conversationId) signedWaiting.add(one)
    },
    /** Says which conversation a session is in now. */
    place,
    remove(one: Held<OneSocket>) {
      sessions.delete(one.id)
      signedWaiting.delete(one)
      leave(one)
    },
  }
}
