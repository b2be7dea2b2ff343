import { sql } from 'kysely'
import { dayAndTime } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { firstReadAt } from '#server/platform/promise.ts'
import { replySubject } from './compose.ts'
import type { HouseOfMail } from './house.ts'
import { type Notice, sendNotice } from './notices.ts'
import type { Acknowledged } from './understand.ts'

export interface AcknowledgeDeps {
  ground: Ground
  houseOf: HouseOfMail
  /** Whether this workspace acknowledges, and when an answer is truly due, and when somebody is there again. */
  promise: (
    tx: Tx,
    calendarId: string | null,
    channelId: string | null,
  ) => Promise<{ acknowledges: boolean; dueAt: Date; opensAt: Date | undefined; timeZone: string }>
  /** Where the customer follows the request; undefined when it is not theirs to read. */
  requestLink?: (
    tx: Tx,
    to: { conversationId: string; contactId: string; address: string; name: string; language: 'fr' | 'en' },
  ) => Promise<string | undefined>
}

/** More than this in a day to one address is two robots talking. */
const mostPerDay = 4

/** Tells the customer that the request is kept, under which reference, and when the answer comes: once per episode. */
export async function acknowledge(
  { ground, houseOf, promise, requestLink }: AcknowledgeDeps,
  tx: Tx,
  about: Acknowledged,
): Promise<void> {
  const { acknowledges, dueAt, opensAt, timeZone } = await promise(
    tx,
    about.channel?.calendar_id ?? null,
    about.channel?.id ?? about.channelId ?? null,
  )
  if (!acknowledges || !(await mayAcknowledge(ground, tx, about))) return
  const say = (key: string, values?: Record<string, unknown>) =>
    ground.t(about.language, `mail:${key}`, values)
  const readAt = firstReadAt(dueAt, opensAt, ground.clock.now())
  const values = {
    number: about.conversationNumber,
    due: dayAndTime(readAt ?? dueAt, about.language, timeZone),
    subject: about.subject,
  }
  const link = await requestLink?.(tx, { ...about, ...about.to })
  const notice: Notice = {
    purpose: 'acknowledgement',
    to: about.to,
    language: about.language,
    conversationId: about.conversationId,
    ...(about.channel && {
      known: {
        channel: about.channel,
        answers: { messageId: about.messageId, references: about.references },
      },
    }),
    subject: replySubject(about.subject),
    text: [
      about.to.name ? say('hello', { name: about.to.name }) : say('hello_nobody'),
      say('acknowledged', values),
      say(readAt ? 'acknowledged_read' : 'acknowledged_due', values),
      say('acknowledged_more'),
      ...(link ? [say('acknowledged_follow', { link })] : []),
    ].join('\n\n'),
    headers: { 'Auto-Submitted': 'auto-replied' },
  }
  await sendNotice(ground, tx, notice, houseOf)
  await ground.recordEvent(tx, {
    type: 'conversation.acknowledged',
    actor: system,
    subject: { kind: 'conversation', id: about.conversationId },
    conversationId: about.conversationId,
    contactId: about.contactId,
    data: { dueAt: dueAt.toISOString() },
  })
}

/** Marks the episode as acknowledged; false when it was already, or when the address had its share of today. */
async function mayAcknowledge(ground: Ground, tx: Tx, { episodeId, to }: Acknowledged): Promise<boolean> {
  const now = ground.clock.now()
  const dayAgo = new Date(now.getTime() - 86_400_000)
  const { rows } = await sql`
    update episodes set acknowledged_at = ${now}
    where workspace_id = ${tx.workspaceId} and id = ${episodeId} and acknowledged_at is null
      and ${mostPerDay} > (
        select count(*) from (
          select from deliveries
          where workspace_id = ${tx.workspaceId} and purpose = 'acknowledgement'
            and recipients[1] = ${to.address.toLowerCase()} and created_at > ${dayAgo}
          limit ${mostPerDay}
        ) as today
      )
    returning id`.execute(tx)
  return rows.length > 0
}
