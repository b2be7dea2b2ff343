import type { Logger } from 'pino'
import type { DefaultEventsMap, Server, Socket } from 'socket.io'
import * as z from 'zod'
import { Id } from '#contract/common.ts'
import type { ClientToServer, ServerToClient, Subscription, VisitorSign } from '#contract/events.ts'
import type { Audience } from './audience.ts'
import type { Admitted } from './door.ts'
import type { Changed, Looking } from './looking.ts'
import type { Nodes } from './nodes.ts'
import { conversationRoom, roomsWanted } from './rooms.ts'
import type { Sight } from './sight.ts'

export interface ScreenData extends Admitted {
  /** Rooms of the workspace that the screen asked for and may hear. */
  rooms: Set<string>
  /** Number of the latest subscription: an answer that comes late for an older one changes nothing. */
  turn: number
}

export type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, ScreenData>
export type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, ScreenData>

/** Whether the visitor of a chat is there now. */
export type VisitorOf = (workspaceId: string, conversationId: string) => VisitorSign | undefined

interface Surroundings {
  audience: Audience
  sight: Sight
  looking: Looking
  /** Tells who is in these conversations that the lookers changed. */
  tell: (conversations: Changed[]) => void
  nodes: Nodes | undefined
  visitorOf: VisitorOf
  log: Logger
}

// A screen shows a list and a few threads; far more than that is not a screen.
const Wanted = z.object({
  conversations: z.array(Id).max(300),
  contacts: z.array(Id).max(300),
  lists: z.array(z.enum(['mine', 'unassigned', 'team', 'all', 'recoveries'])).max(10),
}) satisfies z.ZodType<Subscription>

const Sign = z.object({ conversationId: Id.nullable(), typing: z.boolean() })

/** Hears what a screen says: what it shows, and what its person looks at. */
export function listen(socket: LiveSocket, around: Surroundings): void {
  socket.on('subscribe', (wanted, done) => {
    const parsed = Wanted.safeParse(wanted)
    if (!parsed.success || typeof done !== 'function') return
    subscribe(socket, around, parsed.data)
      .then(done)
      .catch(error => failed(socket, around, error))
  })
  socket.on('look', sign => {
    const parsed = Sign.safeParse(sign)
    if (parsed.success) look(socket, around, parsed.data).catch(error => failed(socket, around, error))
  })
}

async function subscribe(
  socket: LiveSocket,
  { audience, sight, looking, visitorOf }: Surroundings,
  wanted: Subscription,
) {
  const { data } = socket
  data.turn += 1
  const { turn } = data
  const { rooms, refused } = roomsWanted(data.actor, wanted)
  await audience.ready
  // Rights are asked of the database at each subscription, whatever is remembered.
  const allowed = await sight.ask(data.actor, wanted.conversations)
  const shown = wanted.conversations.filter(id => allowed.has(id))
  if (turn === data.turn && socket.connected) {
    const before = data.rooms
    audience.move(socket, new Set([...rooms, ...shown.map(conversationRoom)]))
    for (const conversationId of shown) {
      const people = looking.people({ workspaceId: data.actor.workspaceId, conversationId })
      if (people.length > 0 && !before.has(conversationRoom(conversationId)))
        socket.emit('looking', { conversationId, people })
      const visitor = visitorOf(data.actor.workspaceId, conversationId)
      if (visitor && !before.has(conversationRoom(conversationId))) socket.emit('visitor', visitor)
    }
  }
  return {
    refused: [...refused, ...wanted.conversations.filter(id => !allowed.has(id))],
    seq: audience.seq(),
  }
}

async function look(
  socket: LiveSocket,
  { looking, sight, tell, nodes }: Surroundings,
  { conversationId, typing }: z.infer<typeof Sign>,
) {
  const { actor, rooms } = socket.data
  if (!actor.memberId) return // a program looks at nothing
  if (conversationId && !rooms.has(conversationRoom(conversationId))) {
    const allowed = await sight.ask(actor, [conversationId])
    if (!allowed.has(conversationId) || !socket.connected) return
  }
  const sign = {
    workspaceId: actor.workspaceId,
    screenId: socket.id,
    memberId: actor.memberId,
    name: actor.name,
    conversationId,
    typing: conversationId !== null && typing,
  }
  tell(looking.look(sign))
  nodes?.tell({ kind: 'look', look: sign })
}

/** The screen comes back, asks again and catches up: nothing is lost by letting it go. */
function failed(socket: LiveSocket, { log }: Surroundings, error: unknown) {
  log.warn({ error }, 'a screen is let go after a failure')
  socket.conn.close()
}
