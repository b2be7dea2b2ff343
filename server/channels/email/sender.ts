import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import { setDeliveryStatus } from '#server/conversations/index.ts'
import { inBatches } from '#server/platform/batches.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type KeptHealth, noteHealth } from './health.ts'
import { holdsKey, withoutWords } from './keys-in-mails.ts'
import { createTransports, type Due, type MailOut, refusalOf, type SentMail } from './transports.ts'

export interface SenderOptions {
  ground: Ground
  out: MailOut
  log: Logger
  pollMs?: number
}

export interface MailSender {
  ring(): void
  /** Sends what is due now; for tests and before stopping. */
  drain(): Promise<number>
  stop(): Promise<void>
  lastSuccessAt(): Date | undefined
}

/** Waits between tries, in minutes; after the last the mail has failed, and says so. */
const waits = [1, 5, 15, 60, 180, 360, 720, 1440]
/** Mails on their way at once: one slow server holds one place. */
const width = 10
/**
 * A claim is renewed while its mail is on its way; that of a node that died is free again after this. It is told by the
 * database's clock: that of a node may leap, and those of two nodes may differ.
 */
const claimMs = 120_000
const claimedUntil = sql<Date>`clock_timestamp() + ${claimMs} * interval '1 millisecond'`

/** Sends what is due: claimed by one node, tried again on a passing refusal, told on a final one. */
export function startMailSender({ ground, out, log, pollMs = 500 }: SenderOptions): MailSender {
  const transports = createTransports(ground, out)
  const onTheirWay = new Map<string, { due: Due; done: Promise<void> }>()
  let looking: Promise<number> | undefined
  let stopped = false
  let success: Date | undefined
  /** Channels whose server of their own was last seen refusing or taking mail, to tell only changes. */
  const seen = new Map<string, 'works' | 'failing'>()

  /** Mails that left together are noted together. */
  const note = inBatches<(tx: Tx) => Promise<void>, void>({
    take: waiting => waiting.length,
    work: (workspaceId, works) =>
      ground.db.inWorkspace(workspaceId, async tx => {
        for (const work of works) await work(tx)
        return works.map(() => undefined)
      }),
  })

  async function look(): Promise<number> {
    let begun = 0
    while (!stopped && onTheirWay.size < width) {
      const mine = [...onTheirWay.values()].map(({ due }) => due.id)
      const some = await claim(ground, width - onTheirWay.size, mine)
      success = new Date()
      if (some.length === 0) break
      for (const due of some) begin(due)
      begun += some.length
    }
    return begun
  }

  function begin(due: Due) {
    const key = `${due.workspace_id}/${due.id}`
    const done = sendOne(due)
      .catch(error => log.error({ error, deliveryId: due.id }, 'what became of a mail was not noted'))
      .finally(() => {
        onTheirWay.delete(key)
        ring()
      })
    onTheirWay.set(key, { due, done })
  }

  const ring = () => {
    looking ??= look()
      .catch(error => {
        log.warn({ error }, 'mails will be sent again')
        return 0
      })
      .finally(() => {
        looking = undefined
      })
  }

  async function sendOne(due: Due): Promise<void> {
    let sent: SentMail
    try {
      sent = await transports.send(due)
    } catch (failure) {
      await noteChannel(due, failure as Error)
      return noteFailure(due, failure as Error)
    }
    await noteChannel(due)
    const words = [due.mail.refused, ...sent.refused.map(one => one.said)].filter(Boolean).join('; ')
    const said = words === '' ? null : words.slice(0, 2000)
    if (sent.refusedForNow.length > 0) return keepFor(due, sent.refusedForNow, said)
    await noted(due, async tx => {
      await tx
        .updateTable('deliveries')
        .set({
          state: 'sent',
          sent_at: ground.clock.now(),
          last_error: said,
          locked_until: null,
          ...(holdsKey(due.purpose) && { mail: JSON.stringify(withoutWords(due.mail)) }),
        })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', due.id)
        .where('state', '=', 'sending')
        .execute()
      if (due.message_id) await setDeliveryStatus(ground, tx, due.message_id, 'sent', said)
    })
  }

  async function noteFailure(due: Due, error: Error): Promise<void> {
    const wait = waits[due.attempts - 1]
    const isFinal = refusalOf(error) === 'final' || wait === undefined
    log.warn({ error, deliveryId: due.id, isFinal }, 'a mail was not taken')
    await noted(due, async tx => {
      await tx
        .updateTable('deliveries')
        .set({
          state: isFinal ? 'failed' : 'queued',
          last_error: error.message.slice(0, 2000),
          locked_until: null,
          next_attempt_at: later(wait ?? 0),
          // An invitation may be sent again; a link to a new password is long out of date.
          ...(isFinal && due.purpose === 'sign_in' && { mail: JSON.stringify(withoutWords(due.mail)) }),
        })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', due.id)
        .where('state', '=', 'sending')
        .execute()
      if (isFinal && due.message_id)
        await setDeliveryStatus(ground, tx, due.message_id, 'failed', error.message.slice(0, 2000))
    })
  }

  /** The server took the mail for some and asked to wait for others: these alone are tried again. */
  async function keepFor(due: Due, others: SentMail['refusedForNow'], refused: string | null): Promise<void> {
    const wait = waits[due.attempts - 1]
    const error = new Error(others.map(one => one.said).join('; '))
    if (wait === undefined) return noteFailure(due, error)
    const remaining = others.map(one => one.address)
    await noted(due, async tx => {
      await tx
        .updateTable('deliveries')
        .set({
          state: 'queued',
          last_error: error.message.slice(0, 2000),
          locked_until: null,
          next_attempt_at: later(wait),
          mail: JSON.stringify({ ...due.mail, remaining, ...(refused && { refused }) }),
        })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', due.id)
        .where('state', '=', 'sending')
        .execute()
    })
  }

  /** A server that refuses our password is the channel's trouble, told once; a mail it takes ends it. */
  async function noteChannel({ workspace_id, channel_id }: Due, error?: Error): Promise<void> {
    if (!channel_id || (error && refusalOf(error) !== 'access')) return
    const state = error ? 'failing' : 'works'
    if (seen.get(channel_id) === state) return
    const row = await ground.db.system
      .selectFrom('channels')
      .select(['id', 'workspace_id', 'health'])
      .where('workspace_id', '=', workspace_id)
      .where('id', '=', channel_id)
      .executeTakeFirst()
    const before = (row?.health as KeptHealth | undefined)?.out?.state
    if (row && (error || before === 'failing'))
      await noteHealth(ground, row, 'out', { state, ...(error && { error: error.message.slice(0, 500) }) })
    seen.set(channel_id, state)
  }

  /** A mail that left must not leave twice because the database was away for a moment: noting it is tried for a while. */
  async function noted(due: Due, work: (tx: Tx) => Promise<void>): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return await note(due.workspace_id, work)
      } catch (error) {
        if (tries >= 20 || stopped) throw error
        await pause(250 * Math.min(tries + 1, 8))
      }
    }
  }

  const later = (minutes: number) => new Date(ground.clock.now().getTime() + minutes * 60_000)

  const renewing = setInterval(() => {
    const ids = [...onTheirWay.values()].map(({ due }) => due.id)
    if (ids.length === 0) return
    ground.db.system
      .updateTable('deliveries')
      .set({ locked_until: claimedUntil })
      .where('id', 'in', ids)
      .where('state', '=', 'sending')
      .execute()
      .catch(error => log.warn({ error }, 'the claim on mails on their way was not renewed'))
  }, claimMs / 4)
  renewing.unref()
  const net = setInterval(ring, pollMs)
  net.unref()
  return {
    ring,
    async drain() {
      let total = 0
      for (;;) {
        await looking
        const begun = await look()
        total += begun
        if (begun === 0 && onTheirWay.size === 0) return total
        await Promise.all([...onTheirWay.values()].map(({ done }) => done))
      }
    },
    async stop() {
      stopped = true
      clearInterval(net)
      clearInterval(renewing)
      await looking
      await Promise.all([...onTheirWay.values()].map(({ done }) => done))
      transports.close()
    },
    lastSuccessAt: () => success,
  }
}

/** Takes what is due, but for those that this node is sending, however long that takes. */
async function claim(ground: Ground, limit: number, mine: string[]): Promise<Due[]> {
  const { rows } = await sql<Due>`
    update deliveries d
    set state = 'sending', attempts = attempts + 1, locked_until = ${claimedUntil}
    where (workspace_id, id) in (
      select workspace_id, id from deliveries
      where state in ('queued', 'sending') and next_attempt_at <= ${ground.clock.now()}
        and (state = 'queued' or locked_until < clock_timestamp())
        and id <> all(${mine}::uuid[])
      order by next_attempt_at limit ${limit} for update skip locked
    )
    returning workspace_id, id, channel_id, message_id, purpose, envelope_from, recipients, mail, attempts,
      (select w.is_demo from workspaces w where w.id = d.workspace_id) as is_demo`.execute(ground.db.system)
  return rows
}
