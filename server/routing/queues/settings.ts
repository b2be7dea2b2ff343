import { type Kysely, sql } from 'kysely'
import type { RoutedChannel, RoutingChoices, RoutingSettings } from '#contract/queues.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import { defaultChoices } from '../defaults.ts'

/** How a workspace gives its requests out, with what was never changed at its default. */
export async function settingsOf(
  db: Kysely<DB>,
  workspaceId: string,
  { lock = false } = {},
): Promise<RoutingSettings> {
  const row = await db
    .selectFrom('routing_settings')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirst()
  const { rows } = await sql<{ isOn: boolean }>`
    select exists (select from dispatchers where workspace_id = ${workspaceId}) as "isOn"`.execute(db)
  const chosen = row?.body as Partial<RoutingChoices> | undefined // the contract is the only way in
  return {
    isOn: rows[0]!.isOn,
    ...withChoices(defaultChoices, chosen ?? {}),
    version: row?.version ?? 0,
    updatedAt: row && row.version > 0 ? row.updated_at.toISOString() : null,
  }
}

/** Choices with some of them made anew. */
export function withChoices(before: RoutingChoices, { channels, ...others }: Changes): RoutingChoices {
  const said = Object.entries(others).filter(([, value]) => value !== undefined)
  const perChannel = Object.entries(channels ?? {}).flatMap(([channel, value]) =>
    value === undefined ? [] : [[channel, { ...before.channels[channel as RoutedChannel], ...value }]],
  )
  return {
    ...before,
    ...Object.fromEntries(said),
    channels: { ...before.channels, ...Object.fromEntries(perChannel) },
  }
}

/** Some choices, whole channels among them. */
type Changes = {
  [Key in keyof RoutingChoices]?: Key extends 'channels'
    ?
        | { [Channel in keyof RoutingChoices['channels']]?: RoutingChoices['channels'][Channel] | undefined }
        | undefined
    : RoutingChoices[Key] | undefined
}

/** Refuses choices that cannot be meant. */
export function requireMeant({ channels }: RoutingChoices): void {
  for (const [channel, { units, parkedUnits, interrupts }] of Object.entries(channels)) {
    if (parkedUnits > units) throw new Invalid('routing_settings.parked_more', { channel })
    for (const other of interrupts)
      if (other === channel || channels[other].interrupts.some(back => back === channel))
        throw new Invalid('routing_settings.interrupts_itself', { channel })
  }
}

/** Writes choices in the place of those before. */
export async function saveChoices(tx: Tx, body: RoutingChoices, now: Date): Promise<void> {
  const values = { body: JSON.stringify(body), updated_at: now }
  await tx
    .insertInto('routing_settings')
    .values({ workspace_id: tx.workspaceId, ...values, version: 1 })
    .onConflict(conflict =>
      conflict.column('workspace_id').doUpdateSet({ ...values, version: sql`routing_settings.version + 1` }),
    )
    .execute()
}

/** Starts or ends routing; false where it was so already. */
export async function switchRouting(tx: Tx, isOn: boolean, now: Date): Promise<boolean> {
  const { rows } = await sql<{ changed: boolean }>`
    select switch_routing(${isOn}, ${now}) as changed`.execute(tx)
  return rows[0]!.changed
}
