import { sql } from 'kysely'
import type { Dependents } from '#contract/channels.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ChannelRecord, channelRecord, recordChannel } from './records.ts'

/** What arrived for an address after its channel was deleted waits under this reason. */
export const arrivedForDeleted = 'mail.channel_deleted'

/** Deletes a channel: it receives and sends nothing from now on, its address is free, its history keeps it. */
export async function deleteChannel(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<ChannelRecord> {
  const before = await channelRecord(tx, id, { lock: true })
  // Asked twice, it is deleted once.
  if (before.deleted_at) return before
  const row = await tx
    .updateTable('channels')
    .set(eb => ({
      enabled: false,
      was_enabled: before.enabled,
      deleted_at: ground.clock.now(),
      deleted_by: actor.memberId,
      version: eb('version', '+', 1),
      updated_at: ground.clock.now(),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordChannel(ground, tx, actor, id, 'deleted', [])
  return row
}

/** Brings a deleted channel back as it was, and with it the mails that came for its address meanwhile. */
export async function restoreChannel(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<ChannelRecord> {
  const before = await channelRecord(tx, id, { lock: true })
  if (!before.deleted_at) return before
  const row = await tx
    .updateTable('channels')
    .set(eb => ({
      enabled: before.was_enabled,
      was_enabled: false,
      deleted_at: null,
      deleted_by: null,
      version: eb('version', '+', 1),
      updated_at: ground.clock.now(),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('receipts')
    .set({
      state: 'stored',
      reason: null,
      detail: null,
      attempts: 0,
      next_attempt_at: null,
      understood_at: null,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('channel_id', '=', id)
    .where('state', '=', 'parked')
    .where('reason', '=', arrivedForDeleted)
    .execute()
  await recordChannel(ground, tx, actor, id, 'restored', [])
  return row
}

/** What a channel would leave behind, said before it is deleted. */
export async function dependentsOf({ publicUrl }: Ground, tx: Tx, id: string): Promise<Dependents> {
  const channel = await channelRecord(tx, id)
  const isMail = channel.kind === 'email'
  const { rows } = await sql<{
    open: number
    scheduled: number
    webhooks: string[] | null
    other_address: boolean
    other_of_brand: boolean
    brand: string | null
    on_page: boolean
    answered: string[] | null
  }>`
    select
      (select count(*) from conversations c
        where c.workspace_id = ${tx.workspaceId} and c.channel_id = ${id} and c.status <> 'closed'
          and c.joined_into is null and not c.is_spam) as open,
      (select count(*) from scheduled_replies r
        where r.workspace_id = ${tx.workspaceId} and r.channel_id = ${id}) as scheduled,
      (select array_agg(w.name order by w.name, w.id) from webhooks w
        where w.workspace_id = ${tx.workspaceId} and ${id}::uuid = any(w.channel_ids)) as webhooks,
      exists (select from channels o
        where o.workspace_id = ${tx.workspaceId} and o.kind = 'email' and o.enabled and o.id <> ${id}
          and o.address is not null) as other_address,
      exists (select from channels o
        where o.workspace_id = ${tx.workspaceId} and o.id <> ${id} and o.deleted_at is null
          and o.brand_id is not distinct from ${channel.brand_id}) as other_of_brand,
      (select b.name from brands b
        where b.workspace_id = ${tx.workspaceId} and b.id = ${channel.brand_id}) as brand,
      exists (select from contact_pages p
        where p.workspace_id = ${tx.workspaceId} and p.published_at is not null) as on_page,
      (select array_agg(f.name order by f.name, f.id) from channels f
        where f.workspace_id = ${tx.workspaceId} and f.kind <> 'email' and f.enabled
          and (select e.id from channels e
            where e.workspace_id = f.workspace_id and e.kind = 'email' and e.enabled and e.address is not null
            order by e.brand_id is distinct from f.brand_id, e.created_at, e.id
            limit 1) = ${id}) as answered`.execute(tx)
  const found = rows[0]!
  const settings = channel.settings as { origins?: string[]; published?: unknown }
  return {
    openConversations: found.open,
    scheduledReplies: found.scheduled,
    pages: settings.published ? [`${publicUrl}/f/${channel.address}`] : (settings.origins ?? []),
    onContactPage:
      found.on_page && channel.enabled && (channel.kind !== 'form' || Boolean(settings.published)),
    webhooks: found.webhooks ?? [],
    lastOfBrand: found.brand !== null && !found.other_of_brand ? found.brand : null,
    lastAddress: isMail && !found.other_address,
    answersFor: (isMail && found.answered) || [],
  }
}
