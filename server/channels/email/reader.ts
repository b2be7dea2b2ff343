import { sql } from 'kysely'
import type { DNSResolver } from 'mailauth'
import type { Logger } from 'pino'
import type { Tx } from '#server/platform/db.ts'
import { authenticateMail } from './authentication.ts'
import { channelById, ownAddresses } from './channel-records.ts'
import { mailHeaders } from './headers.ts'
import { readMail } from './parse.ts'
import { PoisonMail } from './poison.ts'
import { type Envelope, type ReceiptRecord, receiptColumns } from './store.ts'
import { type Outcome, type UnderstandDeps, understand } from './understand.ts'

export interface ReaderOptions extends UnderstandDeps {
  resolver: DNSResolver
  /** No DNS to ask: nothing is vouched for. */
  isOffline: boolean
  log: Logger
  pollMs?: number
}

/** After so many failures that are ours, a mail is shown to people instead of tried for ever. */
const mostAttempts = 5

export interface MailReader {
  ring(): void
  /** Understands one receipt now, if nobody else is at it, and tells what became of it. */
  readNow(workspaceId: string, receiptId: string): Promise<ReceiptRecord>
  /** Understands everything that waits. */
  drain(): Promise<number>
  stop(): Promise<void>
  lastSuccessAt(): Date | undefined
}

/** Understands stored mails, lane by lane: in order within a sender, side by side between senders. */
export function startMailReader(options: ReaderOptions): MailReader {
  const { ground, log, pollMs = 1000 } = options
  let running: Promise<number> | undefined
  let again = false
  let stopped = false
  let success: Date | undefined

  const ring = () => {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    running = drain()
      .catch(error => {
        log.warn({ error }, 'stored mails will be read again')
        return 0
      })
      .finally(() => {
        running = undefined
        if (again) {
          again = false
          ring()
        }
      })
  }

  async function drain(): Promise<number> {
    let total = 0
    for (;;) {
      const waiting = await waitingReceipts()
      success = new Date()
      if (waiting.length === 0) return total
      const lanes = [...Map.groupBy(waiting, receipt => `${receipt.workspace_id}/${receipt.lane}`).values()]
      const done = await inParallel(lanes, 4, readLane)
      total += done
      if (done === 0) return total
    }
  }

  async function waitingReceipts() {
    return ground.db.system
      .selectFrom('receipts as r')
      .select(['r.workspace_id', 'r.id', 'r.lane'])
      .where('r.state', '=', 'stored')
      .where(eb =>
        eb.or([eb('r.next_attempt_at', 'is', null), eb('r.next_attempt_at', '<=', ground.clock.now())]),
      )
      .orderBy('r.received_at')
      .orderBy('r.id')
      .limit(200)
      .execute()
  }

  async function readLane(receipts: { workspace_id: string; id: string; lane: string }[]): Promise<number> {
    let done = 0
    for (const { workspace_id, id } of receipts) {
      if (stopped) break
      const outcome = await readOne(workspace_id, id)
      if (outcome === 'later') break // what follows in the lane waits for it
      done += 1
    }
    return done
  }

  async function readOne(workspaceId: string, id: string): Promise<'done' | 'later'> {
    try {
      return await ground.db.inWorkspace(workspaceId, tx => readInTransaction(options, tx, id))
    } catch (error) {
      if (isDatabaseDown(error)) throw error
      return ground.db.inWorkspace(workspaceId, tx => noteFailure(options, tx, id, error))
    }
  }

  const net = setInterval(ring, pollMs)
  net.unref()
  ring()
  return {
    ring,
    drain,
    async readNow(workspaceId, receiptId) {
      await readOne(workspaceId, receiptId)
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
      await running
    },
    lastSuccessAt: () => success,
  }
}

async function readInTransaction(options: ReaderOptions, tx: Tx, id: string): Promise<'done' | 'later'> {
  const { ground } = options
  const receipt = await tx
    .selectFrom('receipts')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'stored')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!receipt) return 'done'
  // The lane is held until commit, on every node; an older mail of it that still waits goes first.
  const { rows } = await sql<{ held: boolean; older: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${tx.workspaceId}/${receipt.lane}`}, 2525)) as held,
      exists (
        select from receipts r
        where r.workspace_id = ${tx.workspaceId} and r.lane = ${receipt.lane} and r.state = 'stored'
          and (r.received_at, r.id) < (${receipt.received_at}, ${receipt.id})
      ) as older`.execute(tx)
  if (!rows[0]!.held || rows[0]!.older) return 'later'

  const outcome = await outcomeOf(options, tx, receipt)
  await tx
    .updateTable('receipts')
    .set({
      state: outcome.state,
      reason: outcome.reason ?? null,
      detail: null,
      attempts: receipt.attempts + 1,
      understood_at: ground.clock.now(),
      conversation_id: outcome.conversationId ?? null,
      message_id: outcome.messageId ?? null,
      // Once understood, the words are in the message; the raw mail stays for a month, for disputes and for reading again.
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  return 'done'
}

async function outcomeOf(
  options: ReaderOptions,
  tx: Tx,
  receipt: ReceiptRecord & { raw: Buffer | null },
): Promise<Outcome> {
  const channel = await channelById(tx, receipt.channel_id)
  if (!channel) return { state: 'ignored', reason: 'mail.channel_gone' }
  const raw = receipt.raw ?? (await options.ground.files.readBytes(tx.workspaceId, receipt.raw_sha256!))
  const envelope = receipt.envelope as Envelope
  try {
    const own = await ownAddresses(tx)
    const mail = await readMail(raw, { receivedAt: receipt.received_at, ownAddresses: own })
    const auth = await authenticateMail(
      raw,
      mailHeaders(Object.entries(mail.headers).map(([key, value]) => ({ key, value }))),
      {
        ...(envelope.via === 'smtp' && {
          session: {
            ip: envelope.remoteAddress ?? '',
            helo: envelope.helo ?? '',
            mailFrom: envelope.from ?? '',
          },
        }),
        resolver: options.resolver,
        isOffline: options.isOffline,
      },
    )
    return await understand(options, tx, { receipt, channel, mail, auth, ownAddresses: own })
  } catch (error) {
    if (error instanceof PoisonMail) return { state: 'parked', reason: error.code }
    throw error
  }
}

/** A failure of ours: tried again later, in its place in the lane, then parked for people to see. */
async function noteFailure(
  { ground, log }: ReaderOptions,
  tx: Tx,
  id: string,
  error: unknown,
): Promise<'done' | 'later'> {
  const row = await tx
    .selectFrom('receipts')
    .select('attempts')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'stored')
    .executeTakeFirst()
  if (!row) return 'done'
  const attempts = row.attempts + 1
  const parked = attempts >= mostAttempts
  log.warn({ error, receiptId: id, attempts }, parked ? 'a mail is parked' : 'a mail will be read again')
  await tx
    .updateTable('receipts')
    .set({
      attempts,
      detail: error instanceof Error ? error.message.slice(0, 1000) : String(error),
      next_attempt_at: new Date(ground.clock.now().getTime() + 1000 * 4 ** attempts),
      ...(parked && { state: 'parked' as const, reason: 'mail.failed', understood_at: ground.clock.now() }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  return parked ? 'done' : 'later'
}

/** Connection lost, server starting or stopping: the mail is not at fault. */
function isDatabaseDown(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return (
    code.startsWith('57P') ||
    code.startsWith('08') ||
    code.startsWith('E') ||
    /Connection terminated/.test(String(error))
  )
}

async function inParallel<T>(items: T[], width: number, work: (item: T) => Promise<number>): Promise<number> {
  let next = 0
  let total = 0
  const walk = async () => {
    while (next < items.length) total += await work(items[next++]!)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, walk))
  return total
}
