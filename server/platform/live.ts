import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { DB, Db } from './db.ts'
import { type FeedItem, feedAfter, lastSeq } from './events.ts'

/** Hears a stretch of events: those that concern it, in order, and the number they reach. */
export type FeedListener = (events: FeedItem[], upTo: number) => void | Promise<void>

export interface Following {
  /** Number of the last event before the first one that the listener hears. */
  from: number
  stop(): void
}

export interface LiveFeed {
  /** Hears every event of a workspace from now on, in order, none twice. */
  follow(workspaceId: string, listener: FeedListener): Promise<Following>
  /** Says that there may be news, in one workspace or in any. */
  ring(workspaceId?: string): void
  /** When it last looked without an error; undefined before the first time. */
  lastSuccessAt(): Date | undefined
  stop(): Promise<void>
}

interface Follower {
  seq: number
  listener: FeedListener
}

interface Followed {
  /** Everything up to this number was read and handed out. */
  seq: number
  followers: Set<Follower>
}

const stretch = 500

/**
 * Reads the gapless feed of the workspaces that someone on this node follows. The number is given at commit, so reading
 * what follows the last one misses nothing and repeats nothing, on as many nodes as there are, without a bus between.
 * A commit of this node rings; `pollMs` is for the commits of others and a net for ours.
 */
export function createLiveFeed(db: Db, log: Logger, pollMs = 250): LiveFeed {
  const followed = new Map<string, Followed>()
  const rung = new Set<string>()
  let lookEverywhere = false
  let running: Promise<void> | undefined
  let stopped = false
  let success: Date | undefined

  const ring = (workspaceId?: string) => {
    if (workspaceId === undefined) lookEverywhere = true
    else if (followed.has(workspaceId)) rung.add(workspaceId)
    if (stopped || running || (rung.size === 0 && !lookEverywhere)) return
    running = readAll()
      .then(
        () => {
          success = new Date()
        },
        error => log.warn({ error }, 'the live feed will read again'),
      )
      .then(() => {
        running = undefined
        if (lookEverywhere || rung.size > 0) ring(rung.values().next().value)
      })
  }

  async function readAll() {
    if (lookEverywhere) {
      lookEverywhere = false
      for (const workspaceId of await withNews(db.system, followed)) rung.add(workspaceId)
    }
    for (const workspaceId of rung) {
      rung.delete(workspaceId)
      const one = followed.get(workspaceId)
      if (one) await readOne(workspaceId, one)
    }
  }

  async function readOne(workspaceId: string, one: Followed) {
    for (;;) {
      const { events, upTo } = await feedAfter(db.system, workspaceId, one.seq, stretch)
      if (upTo === one.seq) return
      const before = one.seq
      one.seq = upTo
      // Those who begin to follow meanwhile begin after this stretch.
      for (const follower of [...one.followers])
        if (one.followers.has(follower)) await hand(follower, events, upTo)
      if (upTo - before < stretch) return
    }
  }

  async function hand(follower: Follower, events: FeedItem[], upTo: number) {
    if (upTo <= follower.seq) return
    const news = events.filter(({ seq }) => seq > follower.seq)
    follower.seq = upTo
    try {
      await follower.listener(news, upTo)
    } catch (error) {
      log.error({ error }, 'a listener of the live feed failed') // the others must hear all the same
    }
  }

  db.onCommit(ring)
  const net = setInterval(ring, pollMs)
  net.unref()
  return {
    ring,
    lastSuccessAt: () => success,
    async follow(workspaceId, listener) {
      // Asked each time, even when others follow already: what was committed before this call is history for this one.
      const from = await lastSeq(db.system, workspaceId)
      const one = followed.get(workspaceId) ?? { seq: from, followers: new Set() }
      followed.set(workspaceId, one)
      const follower = { seq: Math.max(from, one.seq), listener }
      one.followers.add(follower)
      return {
        from: follower.seq,
        stop() {
          one.followers.delete(follower)
          if (one.followers.size === 0 && followed.get(workspaceId) === one) followed.delete(workspaceId)
        },
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
  const known = [...followed].map(([id, { seq }]) => ({ id, seq }))
  if (known.length === 0) return []
  const { rows } = await sql<{ workspace_id: string }>`
    select c.workspace_id
    from feed_counters c
    join json_to_recordset(${JSON.stringify(known)}::json) as f (id uuid, seq bigint) on f.id = c.workspace_id
    where c.last_seq > f.seq`.execute(db)
  return rows.map(row => row.workspace_id)
}
