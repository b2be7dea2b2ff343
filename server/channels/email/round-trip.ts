import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { channelById } from './channel-records.ts'
import { sendNotice } from './notices.ts'

/** Sends a mail to the address itself; it is home when the receiver has seen its mark. */
export async function startTest(ground: Ground, tx: Tx, actor: Actor, channelId: string) {
  const channel = await channelById(tx, channelId)
  if (!channel?.address) throw new NotFound('channel')
  if (channel.deleted_at) throw new Refused('channel.deleted')
  const id = await sendNotice(ground, tx, {
    purpose: 'test',
    to: { name: channel.name, address: channel.address },
    language: actor.language,
    channelId: channel.id,
    subject: ground.t(actor.language, 'mail:test_subject'),
    text: ground.t(actor.language, 'mail:test_text'),
    headers: { 'X-Boucle-Test': '1' },
  })
  await ground.recordEvent(tx, {
    type: 'channel.tested',
    actor: asEventActor(actor),
    subject: { kind: 'channel', id: channelId },
  })
  return { id, startedAt: ground.clock.now().toISOString() }
}

/** How far a test got. */
export async function testState(tx: Tx, testId: string) {
  const row = await tx
    .selectFrom('deliveries')
    .select(['id', 'state', 'created_at', 'mail', 'last_error'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', testId)
    .where('purpose', '=', 'test')
    .executeTakeFirst()
  if (!row) throw new NotFound('test')
  const states = {
    queued: 'sending',
    sending: 'sending',
    sent: 'sent',
    delivered: 'arrived',
    bounced: 'failed',
    failed: 'failed',
    cancelled: 'failed',
  } as const
  const state = states[row.state]
  const { arrivedAt } = row.mail as { arrivedAt?: string }
  return {
    id: row.id,
    state,
    seconds: arrivedAt ? (new Date(arrivedAt).getTime() - row.created_at.getTime()) / 1000 : null,
    error: row.last_error,
  }
}
