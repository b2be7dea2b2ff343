import type { Board, BoardName } from '#contract/supervision.ts'
import type { Tx } from '#server/platform/db.ts'
import type { FeedItem } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Following, LiveFeed } from '#server/platform/live.ts'
import { dayMessageOf } from './acts.ts'
import { boardNamed, type Places } from './boards.ts'
import { duesNow, peopleNow, placesOf, waitingNow } from './counting.ts'
import { type Counted, figuresOf } from './figures.ts'
import { occupancyToday } from './occupancy.ts'
import { openingsNow } from './openings.ts'
import { supervisionSettings } from './settings.ts'
import { flowToday, handledToday, missedToday, solvedAtOnce } from './today.ts'

export interface WatchingDeps {
  feed: LiveFeed
  /** Who is connected to the desk. */
  connected: (workspaceId: string) => string[]
  alertsOf: (tx: Tx, places: Places) => Promise<Board['alerts']>
  timing?: Partial<Timing>
}

export interface Timing {
  /** Soonest that states are counted again after something happened. */
  statesMs: number
  /** States are counted so often even when nobody says that anything happened. */
  anywayMs: number
  /** How old the figures of the day may be. */
  figuresMs: number
  /** How old those of past days may be. */
  pastMs: number
}

const usual: Timing = { statesMs: 500, anywayMs: 2000, figuresMs: 4000, pastMs: 300_000 }

/** A count that took so long is given this many times as long to rest. */
const restTimes = 4

/** Who hears counts, and the events between them. */
export interface Watcher {
  counted(counted: Counted): void
  happened?(events: FeedItem[]): void
}

interface Watched {
  watchers: Set<Watcher>
  following: Promise<Following>
  timer: NodeJS.Timeout | undefined
  running: Promise<void> | undefined
  /** Something happened since the last count began. */
  isStale: boolean
  countedAt: number
  tookMs: number
  counted: Counted | undefined
}

/** What of a count is older than the count itself. */
interface Kept {
  figuresAt: number
  pastAt: number
  places: Awaited<ReturnType<typeof placesOf>>
  serviceLevels: Counted['serviceLevels']
  flow: Counted['flow']
  missed: Counted['missed']
  handled: Counted['handled']
  occupancy: Counted['occupancy']
  solved: Counted['solved']
}

/**
 * Counts a workspace once for all who look at it on this node, while somebody looks: at once when something happens there,
 * and every few seconds anyway. Nobody who looks asks the database anything.
 */
export function createWatching(ground: Ground, deps: WatchingDeps) {
  const { db, clock, log } = ground
  const timing = { ...usual, ...deps.timing }
  const watched = new Map<string, Watched>()
  const kept = new Map<string, Kept>()
  let isClosed = false

  return {
    /** Hears every count of a workspace from now on; gives the way to stop. */
    watch(workspaceId: string, watcher: Watcher): () => void {
      const one = watched.get(workspaceId) ?? begin(workspaceId)
      one.watchers.add(watcher)
      return () => {
        one.watchers.delete(watcher)
        if (one.watchers.size === 0) end(workspaceId, one)
      }
    },
    /** A workspace as it was last counted for those who watch it. */
    latest: (workspaceId: string) => watched.get(workspaceId)?.counted,
    /** A workspace as those who watch it see it, or as it is now where nobody does. */
    async now(tx: Tx): Promise<Counted> {
      return watched.get(tx.workspaceId)?.counted ?? count(tx, true)
    },
    /** A workspace as it is now, whoever watches. */
    fresh: (tx: Tx) => count(tx, true),
    async close() {
      isClosed = true
      for (const [workspaceId, one] of watched) {
        end(workspaceId, one)
        await one.running
      }
    },
  }

  function begin(workspaceId: string): Watched {
    const one: Watched = {
      watchers: new Set(),
      following: deps.feed.follow(workspaceId, events => {
        for (const watcher of one.watchers) watcher.happened?.(events)
        one.isStale = true
        plan(workspaceId, one)
      }),
      timer: undefined,
      running: undefined,
      isStale: true,
      countedAt: 0,
      tookMs: 0,
      counted: undefined,
    }
    one.following.catch(error => log.warn({ error }, 'a board is counted by the clock alone'))
    watched.set(workspaceId, one)
    plan(workspaceId, one)
    return one
  }

  function end(workspaceId: string, one: Watched) {
    clearTimeout(one.timer)
    if (watched.get(workspaceId) === one) watched.delete(workspaceId)
    one.following.then(({ stop }) => stop()).catch(() => {})
  }

  function plan(workspaceId: string, one: Watched) {
    if (isClosed || one.running || watched.get(workspaceId) !== one) return
    clearTimeout(one.timer)
    const since = performance.now() - one.countedAt
    const soonest = Math.max(timing.statesMs, restTimes * one.tookMs)
    const wait = !one.isStale || !one.counted ? Math.max(timing.anywayMs, soonest) : soonest
    const isFirst = one.countedAt === 0
    one.timer = setTimeout(() => recount(workspaceId, one), isFirst ? 0 : Math.max(0, wait - since))
    one.timer.unref()
  }

  function recount(workspaceId: string, one: Watched) {
    one.isStale = false
    const begun = performance.now()
    one.running = db
      .readWorkspace(workspaceId, tx => count(tx, false))
      .then(
        counted => {
          one.counted = counted
          for (const watcher of one.watchers) watcher.counted(counted)
        },
        error => log.warn({ error, workspaceId }, 'a board could not be counted: it says how old it is'),
      )
      .then(() => {
        one.countedAt = performance.now()
        one.tookMs = one.countedAt - begun
        one.running = undefined
        plan(workspaceId, one)
      })
  }

  async function count(tx: Tx, isWhole: boolean): Promise<Counted> {
    const asOf = clock.now()
    const older = await olderFigures(tx, asOf, isWhole)
    const { isRouted, ...places } = older.places
    const message = (await dayMessageOf(tx, asOf))?.text ?? null
    return {
      ...{ asOf, isRouted, message, places },
      waiting: await waitingNow(tx),
      people: await peopleNow(tx, isRouted, deps.connected(tx.workspaceId)),
      dues: await duesNow(tx, asOf),
      ...{ flow: older.flow, missed: older.missed, handled: older.handled, solved: older.solved },
      occupancy: older.occupancy,
      serviceLevels: older.serviceLevels,
      openings: await openingsNow(tx),
      alerts: await deps.alertsOf(tx, places),
    }
  }

  async function olderFigures(tx: Tx, asOf: Date, isWhole: boolean): Promise<Kept> {
    const now = asOf.getTime()
    const known = kept.get(tx.workspaceId)
    const isKnown = known && !isWhole && now >= known.figuresAt
    if (isKnown && now - known.figuresAt < timing.figuresMs) return known
    const places = await placesOf(tx)
    const { timeZone, isRouted } = places
    const { serviceLevels } = await supervisionSettings(tx)
    const hasPast = isKnown && now - known.pastAt < timing.pastMs
    const made: Kept = {
      figuresAt: now,
      pastAt: hasPast ? known.pastAt : now,
      places,
      serviceLevels,
      flow: await flowToday(tx, asOf, timeZone, serviceLevels),
      missed: isRouted ? await missedToday(tx, asOf, timeZone) : [],
      handled: isRouted ? await handledToday(tx, asOf, timeZone) : [],
      occupancy: isRouted ? await occupancyToday(tx, asOf, timeZone) : [],
      solved: hasPast ? known.solved : await solvedAtOnce(tx, asOf),
    }
    if (kept.size >= 1000) kept.clear()
    kept.set(tx.workspaceId, made)
    return made
  }
}

export type Watching = ReturnType<typeof createWatching>

/** A board of what was counted; undefined when the workspace has no such board. */
export function boardIn(counted: Counted, key: string): { name: BoardName; board: Board } | undefined {
  const name = boardNamed(counted.places, key)
  return name && { name, board: figuresOf(counted, name) }
}
