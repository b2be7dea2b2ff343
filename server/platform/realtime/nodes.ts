import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { VisitorSign } from '#contract/events.ts'
import type { Look } from './looking.ts'

/** What nodes tell each other. Events are not among it: each node reads them from the database. */
export type NodeMessage =
  | { kind: 'look'; look: Look }
  | { kind: 'gone'; screenId: string }
  /** Everybody connected to the node: workspace, member, number of screens. */
  | { kind: 'present'; people: [string, string, number][] }
  /** A workspace has news. */
  | { kind: 'news'; workspaceId: string }
  /** The visitor of a chat came, left, types or stopped. */
  | { kind: 'visitor'; workspaceId: string; sign: VisitorSign }

export interface Nodes {
  tell(message: NodeMessage): void
  close(): Promise<void>
}

const channel = 'boucle'

/**
 * Joins the nodes of one Boucle through Redis, for what is not worth a row: who looks, who is there, that there is news.
 * Without it, or while it is down, each node goes on alone: news then waits for the next look at the database.
 *
 * Plain publish and subscribe: socket.io's own adapter does not catch the error of a publish that Redis refuses.
 */
export function joinNodes(
  redisUrl: string,
  log: Logger,
  hear: (from: string, message: NodeMessage) => void,
): Nodes {
  const self = randomUUID()
  // Without a limit, what is published while Redis is down waits in memory for ever.
  const publisher = new Redis(redisUrl, { maxRetriesPerRequest: 0 })
  const subscriber = new Redis(redisUrl)
  let isDown = false
  for (const client of [publisher, subscriber]) {
    client.on('error', error => {
      if (!isDown) log.warn({ error }, 'Redis is away: this node goes on alone')
      isDown = true
    })
    client.on('ready', () => {
      isDown = false
    })
  }
  subscriber.on('message', (_channel, text) => {
    const { from, ...message } = JSON.parse(text) as NodeMessage & { from: string }
    if (from !== self) hear(from, message as NodeMessage)
  })
  subscriber.subscribe(channel).catch(() => {}) // said above, and done again by itself
  return {
    tell(message) {
      publisher.publish(channel, JSON.stringify({ from: self, ...message })).catch(() => {}) // said above
    },
    async close() {
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}
