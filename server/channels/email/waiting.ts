import { type RawBuilder, sql } from 'kysely'
import type { Ground } from '#server/platform/ground.ts'
import type { EmailSettings } from './settings.ts'
import type { ReceiptRecord } from './store.ts'

/** A stored mail with what reading it needs to know, so that nothing is asked again. */
export interface WaitingMail extends ReceiptRecord {
  /** Its bytes, when they are few; otherwise they are fetched when its turn comes. */
  raw: Buffer | null
  /** Undefined when the channel is gone. */
  channel: ReceivingChannel | null
  own_addresses: string[]
}

/** What of a channel matters to a mail that came by it. */
export interface ReceivingChannel {
  id: string
  address: string | null
  language: 'fr' | 'en'
  team_id: string | null
  calendar_id: string | null
  settings: EmailSettings
}

/** Mails up to here come with the list: fifty of them are a few megabytes at most. */
const withList = 64 * 1024

/**
 * Mails whose turn it may be, oldest first, without those of lanes in hand. What stands behind a mail that is to be tried
 * again later waits with it: its lane keeps its order.
 */
export async function waitingMails(
  { db, clock }: Ground,
  lanesInHand: string[],
  limit: number,
): Promise<WaitingMail[]> {
  const now = clock.now()
  const { rows } = await sql<WaitingMail>`
    ${mailColumns}
    where r.state = 'stored' and ${isMail}
      and (r.next_attempt_at is null or r.next_attempt_at <= ${now})
      and r.workspace_id || '/' || r.lane <> all (${lanesInHand}::text[])
      and not exists (
        select from receipts o
        where o.workspace_id = r.workspace_id and o.lane = r.lane and o.state = 'stored' and o.next_attempt_at > ${now}
          and (o.received_at, o.id) < (r.received_at, r.id)
      )
    order by r.received_at, r.id
    limit ${limit}`.execute(db.system)
  return rows
}

/** One stored mail; undefined when it is not waiting any more. */
export async function waitingMail(
  { db }: Ground,
  workspaceId: string,
  receiptId: string,
): Promise<WaitingMail | undefined> {
  const { rows } = await sql<WaitingMail>`
    ${mailColumns}
    where r.workspace_id = ${workspaceId} and r.id = ${receiptId} and r.state = 'stored'
      and ${isMail}`.execute(db.system)
  return rows[0]
}

/** What came by a channel of another kind is understood there; a channel that is gone may have been one of ours. */
const isMail: RawBuilder<unknown> = sql`
  not exists (
    select from channels other
    where other.workspace_id = r.workspace_id and other.id = r.channel_id and other.kind <> 'email'
  )`

const mailColumns: RawBuilder<unknown> = sql`
  select r.workspace_id, r.channel_id, r.external_id, r.id, r.state, r.reason, r.detail, r.lane, r.envelope, r.bytes,
    r.raw_sha256, r.attempts, r.next_attempt_at, r.received_at, r.understood_at, r.conversation_id, r.message_id,
    case when r.bytes <= ${sql.lit(withList)} then r.raw end as raw,
    case when c.id is not null then json_build_object('id', c.id, 'address', c.address, 'language', c.language,
      'team_id', c.team_id, 'calendar_id', c.calendar_id, 'settings', c.settings) end as channel,
    array(select lower(o.address) from channels o
      where o.workspace_id = r.workspace_id and o.kind = 'email' and o.address is not null) as own_addresses
  from receipts r
  left join channels c on c.workspace_id = r.workspace_id and c.id = r.channel_id and c.kind = 'email'`
