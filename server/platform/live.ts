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
  /** Says that there may be news, in one workspace or in any; with the news itself when it is known. */
  ring(workspaceId?: string, events?: FeedItem[]): void
  /** When it last looked without an error; undefined before the first time. */
  lastSuccessAt(): Date | undefined
  stop(): Promise<void>
}

interface Follower {
  seq: number
  listener: FeedListener
}

interface Followed {
  /** Everything up to this number was handed out. */
  seq: number
  /** Events that came along with commits of this node, and wait for their turn. */
  given: Map<number, FeedItem>
  /** There is more in the database than was given. */
  mustRead: boolean
  followers: Set<Follower>
}

const stretch = 500

/**
 * Reads the gapless feed of the workspaces that someone on this node follows. The number is given at commit, so reading
 * what follows the last one misses nothing and repeats nothing, on as many nodes as there are, without a bus between.
 * A commit of this node rings and brings its events along: those that follow the last number need no reading. `pollMs` is
 * for the commits of others and a net for ours.
 */
export function createLiveFeed(db: Db, log: Logger, pollMs = 250): LiveFeed {
  const followed = new Map<string, Followed>()
  const rung = new Set<string>()
  let lookEverywhere = false
  let running: Promise<void> | undefined
  let stopped = false
  let success: Date | undefined

  const ring: LiveFeed['ring'] = (workspaceId, events) => {
    if (workspaceId === undefined) lookEverywhere = true
    else give(workspaceId, events)
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

  function give(workspaceId: string, events: FeedItem[] | undefined) {
    const one = followed.get(workspaceId)
    if (!one) return
    rung.add(workspaceId)
    if (events && one.given.size < stretch) for (const event of events) one.given.set(event.seq, event)
    else one.mustRead = true
  }

  async function readAll() {
    if (lookEverywhere) {
      lookEverywhere = false
      for (const workspaceId of await withNews(db.system, followed)) give(workspaceId, undefined)
    }
    for (const workspaceId of rung) {
      rung.delete(workspaceId)
      const one = followed.get(workspaceId)
      if (one) await bringUpToDate(workspaceId, one)
    }
  }

  async function bringUpToDate(workspaceId: string, one: Followed) {
    for (;;) {
      const events = takeGiven(one)
      if (events.length > 0) await handOn(one, events, events.at(-1)!.seq)
      else if (one.mustRead || one.given.size > 0) {
        // What was given waits behind a number that another transaction has, or there is more than was given.
        one.mustRead = false
        const { events, upTo } = await feedAfter(db.system, workspaceId, one.seq, stretch)
        if (upTo === one.seq) return
        one.mustRead = upTo - one.seq >= stretch
        await handOn(one, events, upTo)
      } else return
    }
  }

  /** Takes what was given without a gap after the last number. */
  function takeGiven(one: Followed): FeedItem[] {
    const events: FeedItem[] = []
    for (let seq = one.seq + 1; one.given.has(seq); seq++) events.push(one.given.get(seq)!)
    for (const seq of one.given.keys()) if (seq <= one.seq + events.length) one.given.delete(seq)
    return events
  }

  async function handOn(one: Followed, events: FeedItem[], upTo: number) {
    one.seq = upTo
    // Those who begin to follow meanwhile begin after this stretch.
    for (const follower of [...one.followers])
      if (one.followers.has(follower)) await hand(follower, events, upTo)
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
      const one = followed.get(workspaceId) ?? {
        seq: from,
        given: new Map(),
        mustRead: false,
        followers: new Set(),
      }
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
