import { type SqlBool, sql } from 'kysely'
import { DateTime } from 'luxon'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { replySubject } from './compose.ts'
import { sendNotice } from './outgoing.ts'
import type { Acknowledged } from './understand.ts'

export interface AcknowledgeDeps {
  ground: Ground
  /** Whether this workspace acknowledges, and when an answer is truly due. */
  promise: (
    tx: Tx,
    calendarId: string | null,
  ) => Promise<{ acknowledges: boolean; dueAt: Date; timeZone: string }>
}

/** More than this in a day to one address is two robots talking. */
const mostPerDay = 4

/** Tells the customer that the request is kept, under which reference, and when the answer comes: once per episode. */
export async function acknowledge(
  { ground, promise }: AcknowledgeDeps,
  tx: Tx,
  about: Acknowledged,
): Promise<void> {
  const { acknowledges, dueAt, timeZone } = await promise(tx, about.channel.calendar_id)
  if (!acknowledges) return
  const now = ground.clock.now()
  const { count } = await tx
    .selectFrom('deliveries')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('purpose', '=', 'acknowledgement')
    .where(sql<SqlBool>`${about.to.address.toLowerCase()} = any (recipients)`)
    .where('created_at', '>', new Date(now.getTime() - 86_400_000))
    .executeTakeFirstOrThrow()
  if (count >= mostPerDay) return
  const first = await tx
    .updateTable('episodes')
    .set({ acknowledged_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', about.episodeId)
    .where('acknowledged_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!first) return
  const say = (key: string, values?: Record<string, unknown>) =>
    ground.t(about.language, `mail:${key}`, values)
  const values = {
    number: about.conversationNumber,
    due: DateTime.fromJSDate(dueAt, { zone: timeZone })
      .setLocale(about.language)
      .toFormat(about.language === 'fr' ? "cccc d LLLL 'à' H 'h' mm" : "cccc d LLLL 'at' HH:mm"),
    subject: about.subject,
  }
  await sendNotice(ground, tx, {
    purpose: 'acknowledgement',
    to: about.to,
    language: about.language,
    conversationId: about.conversationId,
    channelId: about.channel.id,
    subject: replySubject(about.subject),
    text: [
      about.to.name ? say('hello', { name: about.to.name }) : say('hello_nobody'),
      say('acknowledged', values),
      say('acknowledged_due', values),
      say('acknowledged_more'),
    ].join('\n\n'),
    headers: { 'Auto-Submitted': 'auto-replied' },
  })
  await ground.recordEvent(tx, {
    type: 'conversation.acknowledged',
    actor: system,
    subject: { kind: 'conversation', id: about.conversationId },
    conversationId: about.conversationId,
    contactId: about.contactId,
    data: { dueAt: dueAt.toISOString() },
  })
}
