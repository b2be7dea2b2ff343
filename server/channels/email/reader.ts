import { sql } from 'kysely'
import type { Logger } from 'pino'
import { inBatches } from '#server/platform/batches.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { dropRawLater } from './raw-retention.ts'
import { type MailRead, type MailRefused, type ReadingDeps, readWaiting } from './reading.ts'
import { type ReceiptRecord, receiptColumns } from './store.ts'
import { type Outcome, type UnderstandDeps, understand } from './understand.ts'
import { type WaitingMail, waitingMail, waitingMails } from './waiting.ts'

export interface ReaderOptions extends UnderstandDeps, ReadingDeps {
  ground: Ground
  log: Logger
  pollMs?: number
}

/** After so many failures that are ours, a mail is shown to people instead of tried for ever. */
const mostAttempts = 5
/** Lanes read side by side: most of the time is spent waiting for the DNS of somebody. */
const width = 24
/** Mails understood in one transaction: half as many as are read, which meanwhile come up to be the next. */
const mostTogether = 12

interface Read {
  waiting: WaitingMail
  read: MailRead | MailRefused
}

export interface MailReader {
  ring(): void
  /** Understands one receipt now, after those before it in its lane, and tells what became of it. */
  readNow(workspaceId: string, receiptId: string): Promise<ReceiptRecord>
  /** Understands everything that waits. */
  drain(): Promise<number>
  stop(): Promise<void>
  lastSuccessAt(): Date | undefined
}

/** Understands stored mails, lane by lane: in order within a sender, side by side between senders. */
export function startMailReader(options: ReaderOptions): MailReader {
  const { ground, log, pollMs = 1000 } = options
  /** The last work asked of each lane of this node; a lane without work is not here. */
  const lanes = new Map<string, Promise<unknown>>()
  const inHand = new Set<Promise<unknown>>()
  /** Found and not begun: asked for many at a time, because asking costs as much as reading one. */
  const ready: [lane: string, mails: WaitingMail[]][] = []
  let looking: Promise<void> | undefined
  let understood = 0
  let again = false
  let stopped = false
  let success: Date | undefined

  /**
   * Mails of one workspace are understood in common transactions: side by side they would wait for each other at every
   * commit, which gives their events their numbers.
   */
  const settleTogether = inBatches<Read, 'done' | 'later'>({
    take: waiting => Math.min(mostTogether, waiting.length),
    work: (workspaceId, reads) =>
      ground.db.inWorkspace(workspaceId, async tx => {
        // Everything is asked by key here: planning it for its very values takes ten times what running it does.
        await sql`set local plan_cache_mode = force_generic_plan`.execute(tx)
        const outcomes: ('done' | 'later')[] = []
        for (const { waiting, read } of reads) outcomes.push(await settle(options, tx, waiting, read))
        return outcomes
      }),
  })

  /** Does work of a lane after what was asked of it before. */
  function inLane<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const result = (lanes.get(lane) ?? Promise.resolve()).then(work)
    const leave = () => {
      if (lanes.get(lane) === settled) lanes.delete(lane)
      inHand.delete(settled)
    }
    const settled: Promise<void> = result.then(leave, leave)
    lanes.set(lane, settled)
    inHand.add(settled)
    // Whoever hears of the end finds the place free.
    return settled.then(() => result)
  }

  /** Looks for mails when none found before is left, and starts as many lanes as there is room for. */
  async function look(): Promise<void> {
    if (ready.length === 0 && inHand.size < width) {
      const waiting = await waitingMails(ground, [...lanes.keys()], 4 * width)
      success = new Date()
      ready.push(...Map.groupBy(waiting, laneOf))
    }
    begin()
  }

  function begin() {
    while (ready.length > 0 && inHand.size < width && !stopped) {
      const [lane, mails] = ready.shift()!
      inLane(lane, () => readLane(mails)).then(
        // One that another node is at would be found again at once: it waits for the next round of the clock.
        outcome => (ready.length > 0 || outcome === 'later' ? begin() : ring()),
        error => log.warn({ error }, 'stored mails will be read again'),
      )
    }
  }

  async function readLane(mails: WaitingMail[]): Promise<'done' | 'later'> {
    for (const mail of mails) {
      if (stopped || (await readOne(mail)) === 'later') return 'later'
      understood += 1
      success = new Date()
    }
    return 'done'
  }

  async function readOne(waiting: WaitingMail): Promise<'done' | 'later'> {
    try {
      const read = await readWaiting(options, waiting)
      return await settleTogether(waiting.workspace_id, { waiting, read })
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      return ground.db.inWorkspace(waiting.workspace_id, tx => noteFailure(options, tx, waiting, error))
    }
  }

  const ring = () => {
    if (stopped) return
    again = true
    looking ??= (async () => {
      while (again) {
        again = false
        await look()
      }
    })()
      .catch(error => log.warn({ error }, 'stored mails will be read again'))
      .finally(() => {
        looking = undefined
      })
  }

  const net = setInterval(ring, pollMs)
  net.unref()
  ring()
  return {
    ring,
    async drain() {
      const first = understood
      for (let before = -1; before !== understood || inHand.size > 0 || (ready.length > 0 && !stopped); ) {
        before = understood
        ring()
        await looking
        while (inHand.size > 0) await Promise.all(inHand)
      }
      return understood - first
    },
    async readNow(workspaceId, receiptId) {
      for (let tries = 0; tries < 40; tries++) {
        const waiting = await waitingMail(ground, workspaceId, receiptId)
        if (!waiting || (waiting.next_attempt_at && waiting.next_attempt_at > ground.clock.now())) break
        if ((await inLane(laneOf(waiting), () => readOne(waiting))) === 'done') break
        // One before it in the lane is being read, here or on another node.
        await new Promise(resolve => setTimeout(resolve, 25))
      }
      return ground.db.readWorkspace(workspaceId, tx =>
        tx
          .selectFrom('receipts')
          .select(receiptColumns)
          .where('workspace_id', '=', workspaceId)
          .where('id', '=', receiptId)
          .executeTakeFirstOrThrow(),
      )
    },
    async stop() {
      stopped = true
      clearInterval(net)
      await looking
      await Promise.all(inHand)
    },
    lastSuccessAt: () => success,
  }
}

const laneOf = (mail: WaitingMail) => `${mail.workspace_id}/${mail.lane}`

/** The short part: the receipt and its lane are held, and the mail becomes what it is. */
async function settle(
  options: ReaderOptions,
  tx: Tx,
  waiting: WaitingMail,
  read: MailRead | MailRefused,
): Promise<'done' | 'later'> {
  // Held until commit, on every node; an older mail of the lane that still waits goes first.
  const { rows } = await sql<{ attempts: number; held: boolean; older: boolean }>`
    with receipt as (
      select attempts from receipts
      where workspace_id = ${tx.workspaceId} and id = ${waiting.id} and state = 'stored'
      for update
    )
    select attempts,
      pg_try_advisory_xact_lock(hashtextextended(${laneOf(waiting)}, 2525)) as held,
      exists (
        select from receipts r
        where r.workspace_id = ${tx.workspaceId} and r.lane = ${waiting.lane} and r.state = 'stored'
          and (r.received_at, r.id) < (${waiting.received_at}, ${waiting.id})
      ) as older
    from receipt`.execute(tx)
  const receipt = rows[0]
  if (!receipt) return 'done'
  // What is only put aside changes nothing for those that wait before it.
  if (read.kind === 'read' && (!receipt.held || receipt.older)) return 'later'
  const outcome = read.kind === 'read' ? await understand(options, tx, read) : read
  await tell(options.ground, tx, waiting, outcome, receipt.attempts + 1)
  return 'done'
}

/** Writes what became of a mail on its receipt. */
async function tell(ground: Ground, tx: Tx, waiting: WaitingMail, outcome: Outcome, attempts: number) {
  await tx
    .updateTable('receipts')
    .set({
      state: outcome.state,
      reason: outcome.reason ?? null,
      detail: outcome.dropsRaw ? 'mail.raw_dropped' : null,
      attempts,
      next_attempt_at: null,
      understood_at: ground.clock.now(),
      conversation_id: outcome.conversationId ?? null,
      message_id: outcome.messageId ?? null,
      // Otherwise the raw mail stays for a month, for disputes and for reading again.
      ...(outcome.dropsRaw && { raw: null }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', waiting.id)
    .execute()
  if (outcome.dropsRaw && waiting.raw_sha256) await dropRawLater(tx, waiting.id)
  if (outcome.state === 'parked')
    await ground.recordEvent(tx, {
      type: 'receipt.parked',
      actor: system,
      subject: { kind: 'receipt', id: waiting.id },
      data: { reason: outcome.reason ?? null, channelId: waiting.channel_id },
    })
}

/** A failure of ours: tried again later, in its place in the lane, then parked for people to see. */
async function noteFailure(
  { ground, log }: ReaderOptions,
  tx: Tx,
  waiting: WaitingMail,
  error: unknown,
): Promise<'done' | 'later'> {
  const row = await tx
    .selectFrom('receipts')
    .select('attempts')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', waiting.id)
    .where('state', '=', 'stored')
    .forUpdate()
    .executeTakeFirst()
  if (!row) return 'done'
  const attempts = row.attempts + 1
  const parked = attempts >= mostAttempts
  log.warn(
    { error, receiptId: waiting.id, attempts },
    parked ? 'a mail is parked' : 'a mail will be read again',
  )
  if (parked) await tell(ground, tx, waiting, { state: 'parked', reason: 'mail.failed' }, attempts)
  await tx
    .updateTable('receipts')
    .set({
      attempts,
      detail: (error instanceof Error ? error.message : String(error))
        .replaceAll('\u0000', '')
        .slice(0, 1000),
      next_attempt_at: parked ? null : new Date(ground.clock.now().getTime() + 1000 * 4 ** attempts),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', waiting.id)
    .execute()
  return parked ? 'done' : 'later'
}

/** Connection lost, server starting or stopping: the mail is not at fault. */
function isDatabaseAway(error: unknown): boolean {
  const { code = '', syscall } = error as { code?: string; syscall?: string }
  return (
    /^(?:57P|08|53)/.test(code) ||
    syscall === 'connect' ||
    ['ECONNRESET', 'EPIPE'].includes(code) ||
    /connection (?:terminated|error)|timeout exceeded when trying to connect|cannot use a pool after/i.test(
      String(error),
    )
  )
}
