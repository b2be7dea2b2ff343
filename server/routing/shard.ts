import { setTimeout as pause } from 'node:timers/promises'
import type { Tx } from '#server/platform/db.ts'
import type { FeedItem } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type Board, createBoard } from './board.ts'
import { compareWritten } from './comparing.ts'
import { rulesFrom } from './defaults.ts'
import { type TakeBack, takeBackLost } from './desk/lost.ts'
import type { House } from './ladders.ts'
import { isFenced, type Lease } from './lease.ts'
import { createMarks } from './marks.ts'
import { type CalendarOf, openHours } from './open-hours.ts'
import { storedHouse } from './queues/house.ts'
import { storedPeople } from './stored-people.ts'
import {
  alignWork,
  commitDecisions,
  fitWork,
  recount,
  storedItems,
  waitingOf,
  withdrawOffers,
  withdrawOffersOf,
} from './storing.ts'
import { type HandBack, returnUnanswered } from './transfers/asking.ts'
import { writeTurns } from './turns.ts'
import { createUnpromised } from './unpromised.ts'

export interface ShardDeps {
  calendarOf: CalendarOf
  /** Does with what nobody has what a queue says; false where it could not any more. */
  routed?: {
    overflow: (tx: Tx, move: { id: string; fromTeamId: string | null; teamId: string }) => Promise<boolean>
    give: (tx: Tx, to: { id: string; memberId: string }) => Promise<boolean>
  }
  /** Gives back what people who cannot be reached cannot answer. */
  takeBack?: TakeBack
  /** Gives back what was handed on to somebody who did not take it. */
  handBack?: HandBack
  /** Hears that what people have been given may have changed. */
  onWritten?: () => void
}

/** One workspace, decided for under one epoch. */
export interface Shard {
  readonly lease: Lease
  /** Something happened there. */
  hear(events: readonly FeedItem[]): void
  /** Everything is to be compared with what is written, and put right. */
  reconcile(): void
  /** Resolves when nothing is left to do now. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Offers in one batch: more would keep those who wait for the first of them. */
const batch = 200
/** Before what failed is tried again. */
const restMs = 250
/** Longest that a timer of Node can wait. */
const longestMs = 2 ** 31 - 1

/**
 * Decides for one workspace: reads what is written, tells it the core, writes what the core decides, and takes back what
 * could not be written. One thing after the other, so that what it was told is never older than what it wrote.
 */
export function createShard(ground: Ground, deps: ShardDeps, lease: Lease, onLost: () => void): Shard {
  const { db, clock, log } = ground
  const { workspaceId } = lease
  let board: Board | undefined
  const conversations = new Set<string>()
  /** Found by comparing: read a few at a time, behind what is heard. */
  const unlike = new Set<string>()
  const members = new Set<string>()
  const miscounted = new Set<string>()
  let comparing: Promise<void> | undefined
  /** What the last comparison found held otherwise than it is written. */
  let doubts: ReadonlySet<string> = new Set()
  const marks = createMarks()
  const unpromised = createUnpromised(
    ids => {
      for (const id of ids) conversations.add(id)
      ring()
    },
    id => board?.waits(id) === true,
  )
  /** Everything is to be read anew, or only compared. */
  let mustLoad = true
  let mustCompare = false
  let mustDecide = true
  let refusals = 0
  let stopped = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  ring()
  return {
    lease,
    hear(events) {
      for (const event of events) {
        if (concernsEverybody.test(event.type)) mustLoad = true
        else if (event.type === 'work_state.changed') members.add(event.subject.id)
        else if (marks.hear(event)) continue
        // The requests that had it do not say so any more.
        else if (event.type === 'tag.deleted') mustCompare = true
        else if (event.type === 'offer.declined') conversations.add(String(event.data.waitingId))
        else if (event.conversationId && concernsWork.test(event.type))
          for (const id of conversationsIn(event)) conversations.add(id)
      }
      ring()
    },
    reconcile() {
      mustCompare = true
      ring()
    },
    async idle() {
      while (running || comparing) await (running ?? comparing)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      unpromised.stop()
      await running
      await comparing
    },
  }

  function ring() {
    if (stopped || running) return
    const changed = conversations.size + unlike.size + members.size + miscounted.size
    const isQuiet = changed === 0 && marks.isEmpty()
    if (!mustLoad && !mustCompare && !mustDecide && isQuiet) return
    clearTimeout(timer)
    running = turns().then(
      () => {
        running = undefined
        wakeAt(board?.nextAt())
        ring()
      },
      error => {
        running = undefined
        if (isFenced(error)) {
          stopped = true
          onLost()
          return
        }
        log.warn({ error, workspaceId }, 'routing will read this workspace again')
        // What was decided may be written or not: only what is written counts.
        mustLoad = true
        timer = setTimeout(ring, restMs)
      },
    )
  }

  function wakeAt(at: number | undefined) {
    if (stopped || at === undefined) return
    timer = setTimeout(
      () => {
        mustDecide = true
        ring()
      },
      Math.min(Math.max(at - clock.now().getTime(), 1), longestMs),
    )
  }

  async function turns() {
    const hasLoaded = mustLoad
    if (mustLoad) await load()
    const isAnyChanged = conversations.size + unlike.size > 0
    const mustMove = hasLoaded || mustCompare || isAnyChanged || !marks.isEmpty()
    const now = board!
    if (mustCompare) await compare(now)
    await read(now)
    if (mustMove) await handOn(now)
    await endOutlived(now)
    mustDecide = false
    await decide(now)
  }

  /** An offer ends with what allowed it: a team, a skill, a contract, a way of giving out (invariants 5 and 6). */
  async function endOutlived(now: Board) {
    const at = clock.now()
    const those = now.outlived(at.getTime())
    if (those.length === 0) return
    await withdrawOffersOf(
      db.system,
      lease,
      at,
      those.map(({ id }) => id),
    )
    for (const { conversationId } of those) conversations.add(conversationId)
    deps.onWritten?.()
    await read(now)
  }

  async function load() {
    mustLoad = false
    mustCompare = false
    conversations.clear()
    unlike.clear()
    members.clear()
    miscounted.clear()
    doubts = new Set()
    marks.take()
    const house = await storedHouse(db.system, workspaceId)
    const { channels } = rulesFrom(house.choices)
    await alignWork(db.system, lease, clock.now(), channels, null)
    await fitWork(db.system, lease, clock.now(), channels)
    await withdrawOffers(db.system, lease, clock.now())
    const next = createBoard({
      house,
      open: await openTime(house),
    })
    const at = clock.now().getTime()
    for (const person of await storedPeople(db.system, workspaceId, null)) next.person(at, person)
    for (const item of await storedItems(db.system, workspaceId, null))
      next.item(at, item.conversationId, item)
    board = next
  }

  function openTime({ teams }: House) {
    return db.readWorkspace(workspaceId, tx => openHours(tx, deps.calendarOf, clock.now(), teams))
  }

  /** What time alone brings is done now; the rest is compared while it goes on deciding. */
  async function compare(now: Board) {
    mustCompare = false
    if (deps.takeBack) await takeBackLost(ground, deps.takeBack, workspaceId)
    for (const id of await withdrawOffers(db.system, lease, clock.now())) conversations.add(id)
    await giveBackUnanswered()
    comparing ??= compareBeside(now).finally(() => {
      comparing = undefined
      ring()
    })
  }

  /** What changed while nobody said so is read again; where the core holds for long what is not written, all is set up anew. */
  async function compareBeside(now: Board) {
    try {
      const found = await compareWritten(ground, lease, now, {
        found(those) {
          for (const id of those.conversationIds ?? []) unlike.add(id)
          for (const id of those.memberIds ?? []) members.add(id)
          for (const id of those.miscountedIds ?? []) miscounted.add(id)
          ring()
        },
        isOver: () => stopped || board !== now,
      })
      if (stopped || board !== now) return
      const lasting = [...found].filter(one => doubts.has(one))
      doubts = lasting.length > 0 ? new Set() : found
      if (lasting.length === 0) return
      log.warn({ workspaceId, lasting: lasting.slice(0, 20) }, 'routing was not what is written: set up anew')
      mustLoad = true
    } catch (error) {
      log.warn({ error, workspaceId }, 'routing will be compared with what is written later')
    }
  }

  /** Moves what is for another team by now. It is said by an event like any other change, and read again because of it. */
  async function handOn(now: Board) {
    const { routed } = deps
    if (!routed) return
    const at = clock.now()
    const moves = now.overflowing(at.getTime()).slice(0, batch)
    if (moves.length === 0) return
    await db.inWorkspace(workspaceId, async tx => {
      for (const { item, fromTeamId, teamId, because } of moves) {
        if (!(await routed.overflow(tx, { id: item.conversationId, fromTeamId, teamId }))) continue
        await tx
          .insertInto('routing_events')
          .values({
            workspace_id: workspaceId,
            at,
            epoch: lease.epoch,
            kind: 'overflowed',
            item_id: item.id,
            data: JSON.stringify({ from: fromTeamId, teamId, because }),
          })
          .execute()
      }
    })
    for (const { item } of moves) conversations.add(item.conversationId)
    await read(now)
  }

  /** Where a queue says so, what is offered is theirs at once. */
  async function acceptAtOnce(now: Board, offers: { itemId: string; adviserId: string }[]) {
    const { routed } = deps
    const theirs = offers.flatMap(({ itemId, adviserId }) => {
      const id = now.acceptedAtOnce(itemId)
      return id === undefined ? [] : [{ id, memberId: adviserId }]
    })
    if (!routed || theirs.length === 0) return
    await db.inWorkspace(workspaceId, async tx => {
      for (const to of theirs) await routed.give(tx, to)
    })
    for (const { id } of theirs) conversations.add(id)
  }

  /** What was handed on to somebody who did not take it goes back to whoever had it. */
  async function giveBackUnanswered() {
    if (!deps.handBack) return
    for (const id of await returnUnanswered(ground, deps.handBack, workspaceId)) conversations.add(id)
  }

  async function read(now: Board) {
    if (miscounted.size > 0) {
      const ids = [...miscounted]
      miscounted.clear()
      await recount(db.system, lease, clock.now(), ids)
    }
    if (members.size > 0) {
      const ids = [...members]
      members.clear()
      const at = clock.now()
      for (const person of await storedPeople(db.system, workspaceId, ids)) now.person(at.getTime(), person)
      for (const id of await withdrawOffers(db.system, lease, at)) conversations.add(id)
      await giveBackUnanswered()
    }
    if (!marks.isEmpty())
      for (const id of await waitingOf(db.system, workspaceId, marks.take())) conversations.add(id)
    for (const id of [...unlike].slice(0, batch)) {
      unlike.delete(id)
      conversations.add(id)
    }
    // What comes meanwhile is for the next turn: what is read now is decided first.
    const those = [...conversations]
    for (let first = 0; first < those.length; first += 500) {
      const ids = those.slice(first, first + 500)
      for (const id of ids) conversations.delete(id)
      await alignWork(db.system, lease, clock.now(), now.channels, ids)
      const items = new Map(
        (await storedItems(db.system, workspaceId, ids)).map(item => [item.conversationId, item]),
      )
      const strangers = [...items.values()].flatMap(({ holder }) =>
        holder && !now.knows(holder.memberId) ? [holder.memberId] : [],
      )
      const at = clock.now().getTime()
      if (strangers.length > 0)
        for (const person of await storedPeople(db.system, workspaceId, strangers)) now.person(at, person)
      for (const id of ids) {
        const item = items.get(id)
        now.item(at, id, item)
        unpromised.wasRead(id, item?.isPromiseDue === true)
      }
    }
  }

  async function decide(now: Board) {
    while (!stopped) {
      const at = clock.now()
      const decisions = now.decide(at.getTime(), batch)
      if (decisions.length === 0) {
        await writeTurns(db.system, lease, now.turns())
        return
      }
      const acts: Parameters<typeof commitDecisions>[4] = []
      const offers: Parameters<typeof commitDecisions>[5] = []
      for (const one of decisions) {
        if (one.kind !== 'offer') acts.push(one)
        else {
          for (const itemId of one.suspends) acts.push({ kind: 'suspend', itemId, adviserId: one.adviserId })
          offers.push({ ...one, id: ground.newId(), channel: now.channelOf(one.itemId) })
        }
      }
      const stood = await commitDecisions(db.system, lease, at, now.channels, acts, offers)
      await acceptAtOnce(
        now,
        offers.filter(({ itemId }) => stood.has(itemId)),
      )
      deps.onWritten?.()
      for (const { kind, adviserId } of acts) if (kind === 'silence') members.add(adviserId)
      if (acts.some(({ kind }) => kind === 'miss')) await giveBackUnanswered()
      for (const { itemId, adviserId } of offers) {
        if (stood.has(itemId)) continue
        const conversationId = now.refuse(clock.now().getTime(), itemId)
        if (conversationId) conversations.add(conversationId)
        members.add(adviserId)
      }
      if (stood.size === offers.length) refusals = 0
      else {
        // Read first why not; where it is refused again and again, what is written is waited for.
        await pause(Math.min(2 ** refusals, 1000))
        refusals += 1
        return
      }
    }
  }
}

const concernsEverybody =
  /^(member|team|calendar|partner|workspace|site|routing_settings|queue|skill|partner_contract)\./
const concernsWork = /^(conversation|message)\.(?!read$|delivery_changed$|noted$|mailed$)/

/** The conversations that an event is about: a joining or a split is about two. */
function conversationsIn({ conversationId, subject, data }: FeedItem): string[] {
  const others = [data.joinedId, data.fromId, subject.kind === 'conversation' ? subject.id : undefined]
  return [conversationId!, ...others.filter(id => typeof id === 'string')]
}
