import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { dateOf, decodeCursor, idOf, toPage } from '#server/platform/paging.ts'
import { channelById } from './channel-records.ts'
import type { Composed } from './compose.ts'
import { deliveryById, listDeliveries, retryDelivery, toDelivery } from './deliveries.ts'
import { dnsAdvice } from './dns.ts'
import { isForgotten, isWithheld } from './keys-in-mails.ts'
import type { MailReader } from './reader.ts'
import { toReceipt } from './receipts.ts'
import { startTest, testState } from './round-trip.ts'
import { receiptColumns } from './store.ts'

/** What of the contract's channels is about mails: the round trip, the domain, what came and what left. */
export function emailRoutes(ground: Ground, reader: () => MailReader) {
  const os = implement(contract.channels).$context<RequestContext>().use(guard)
  return {
    test: os.test.handler(({ input, context: { tx, actor } }) => startTest(ground, tx, actor, input.id)),
    testResult: os.testResult.handler(({ input, context: { tx } }) => testState(tx, input.testId)),
    dnsAdvice: os.dnsAdvice.handler(async ({ input, context: { tx, language } }) => {
      const channel = await channelById(tx, input.id)
      if (!channel?.address) throw new NotFound('channel')
      return { items: await dnsAdvice(ground, channel.address, language) }
    }),
    listReceipts: os.listReceipts.handler(async ({ input, context: { tx, language } }) => {
      let query = tx
        .selectFrom('receipts')
        .select(receiptColumns)
        .where('workspace_id', '=', tx.workspaceId)
        .orderBy('received_at', 'desc')
        .orderBy('id', 'desc')
        .limit(input.limit + 1)
      if (input.state) query = query.where('state', '=', input.state)
      if (input.channelId) query = query.where('channel_id', '=', input.channelId)
      if (input.cursor) {
        const [at, id] = decodeCursor(input.cursor, 2)
        query = query.where(eb => eb(eb.refTuple('received_at', 'id'), '<', eb.tuple(dateOf(at!), idOf(id!))))
      }
      return toPage(
        await query.execute(),
        input.limit,
        row => [row.received_at.toISOString(), row.id],
        row => toReceipt(row, ground.t, language),
      )
    }),
    getReceipt: os.getReceipt.handler(async ({ input, context: { tx, language } }) => {
      const row = await tx
        .selectFrom('receipts')
        .select(receiptColumns)
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', input.id)
        .executeTakeFirst()
      if (!row) throw new NotFound('receipt')
      return toReceipt(row, ground.t, language)
    }),
    retryReceipt: os.retryReceipt.handler(async ({ input, context: { tx, actor, language } }) => {
      await refuseHeadersAlone(tx, input.id)
      await refuseForDeleted(tx, input.id)
      const row = await tx
        .updateTable('receipts')
        .set({ state: 'stored', attempts: 0, next_attempt_at: null, reason: null, detail: null })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', input.id)
        .where('state', '=', 'parked')
        .returning(receiptColumns)
        .executeTakeFirst()
      if (!row) throw new NotFound('receipt')
      await ground.recordEvent(tx, {
        type: 'receipt.retried',
        actor: asEventActor(actor),
        subject: { kind: 'receipt', id: row.id },
      })
      setTimeout(() => reader().ring(), 20) // after the commit; the poll is the net
      return toReceipt(row, ground.t, language)
    }),
    listDeliveries: os.listDeliveries.handler(async ({ input, context: { tx } }) =>
      toPage(
        await listDeliveries(tx, input),
        input.limit,
        row => [row.created_at.toISOString(), row.id],
        toDelivery,
      ),
    ),
    getDelivery: os.getDelivery.handler(async ({ input, context: { tx, actor, language } }) => {
      const row = await deliveryById(tx, input.id)
      const mail = row.mail as unknown as Composed
      if (isWithheld(actor, row.purpose, mail)) {
        const text = ground.t(language, `channel:${isForgotten(mail) ? 'words_gone' : 'words_withheld'}`)
        return { ...toDelivery(row), text, html: null, headers: {}, withheld: true }
      }
      return {
        ...toDelivery(row),
        text: mail.text,
        html: mail.html,
        headers: { 'Message-ID': mail.messageId, ...mail.headers },
        withheld: false,
      }
    }),
    retryDelivery: os.retryDelivery.handler(async ({ input, context: { tx, actor } }) =>
      toDelivery(await retryDelivery(ground, tx, actor, input.id)),
    ),
  }
}

/** A mail too large to be fetched left only its headers here: reading them again would make an empty message. */
async function refuseHeadersAlone(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('receipts')
    .select('reason')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row?.reason === 'mail.too_large') throw new Refused('mail.headers_alone')
}

/** What came for a deleted address waits until it is brought back: understood before, it could not be answered from it. */
async function refuseForDeleted(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('receipts')
    .innerJoin('channels', join =>
      join
        .onRef('channels.workspace_id', '=', 'receipts.workspace_id')
        .onRef('channels.id', '=', 'receipts.channel_id'),
    )
    .select('channels.deleted_at')
    .where('receipts.workspace_id', '=', tx.workspaceId)
    .where('receipts.id', '=', id)
    .executeTakeFirst()
  if (row?.deleted_at) throw new Refused('channel.deleted')
}
