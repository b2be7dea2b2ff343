import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { DB, Db } from './db.ts'
import { type FeedItem, feedAfter, lastSeq } from './events.ts'

export interface LiveFeed {
  /** Hears every event of a workspace from now on, in order, none twice. Returns how to stop. */
  follow(workspaceId: string, listener: (events: FeedItem[]) => void | Promise<void>): Promise<() => void>
  /** The last number handed out, for a workspace that is followed. */
  seq(workspaceId: string): number | undefined
  ring(): void
  stop(): Promise<void>
}

interface Followed {
  seq: number
  listeners: Set<(events: FeedItem[]) => void | Promise<void>>
}

/**
 * Reads the gapless feed of the workspaces that someone on this node follows. The number is given at commit, so reading
 * what follows the last one misses nothing and repeats nothing, on as many nodes as there are, without a bus between.
 */
export function createLiveFeed(db: Db, log: Logger, pollMs = 250): LiveFeed {
  const followed = new Map<string, Followed>()
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  const ring = () => {
    if (stopped || followed.size === 0) return
    if (running) {
      again = true
      return
    }
    running = readAll()
      .catch(error => log.warn({ error }, 'the live feed will read again'))
      .finally(() => {
        running = undefined
        if (again) {
          again = false
          ring()
        }
      })
  }

  async function readAll() {
    for (const workspaceId of await withNews(db.system, followed)) {
      const one = followed.get(workspaceId)
      if (!one) continue
      for (;;) {
        const events = await feedAfter(db.system, workspaceId, one.seq, 500)
        if (events.length === 0) break
        one.seq = events.at(-1)!.seq
        for (const listener of one.listeners) await listener(events)
        if (events.length < 500) break
      }
    }
  }

  db.onCommit(ring)
  const net = setInterval(ring, pollMs)
  net.unref()
  return {
    ring,
    seq: workspaceId => followed.get(workspaceId)?.seq,
    async follow(workspaceId, listener) {
      let one = followed.get(workspaceId)
      if (!one) {
        const seq = await lastSeq(db.system, workspaceId)
        one = followed.get(workspaceId) ?? { seq, listeners: new Set() }
        followed.set(workspaceId, one)
      }
      const here = one
      here.listeners.add(listener)
      return () => {
        here.listeners.delete(listener)
        if (here.listeners.size === 0) followed.delete(workspaceId)
      }
    },
    async stop() {
      stopped = true
      clearInterval(net)
      await running
    },
  }
}

async function withNews(db: Kysely<DB>, followed: Map<string, Followed>): Promise<string[]> {
  const { rows } = await sql<{ workspace_id: string }>`
    select c.workspace_id
    from feed_counters c
    join json_to_recordset(${JSON.stringify([...followed].map(([id, { seq }]) => ({ id, seq })))}::json)
      as f (id uuid, seq bigint) on f.id = c.workspace_id
    where c.last_seq > f.seq`.execute(db)
  return rows.map(row => row.workspace_id)
}
