import type { ServiceLevels, SupervisionSettings } from '#contract/service-levels.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'

/** Where nobody chose anything: a chat is answered within a minute, 80 in 100. */
const usual: ServiceLevels = { chat: { withinSeconds: 60, target: 0.8 } }

/** What channels are measured against. */
export async function supervisionSettings(
  tx: Tx,
  { lock = false }: { lock?: boolean } = {},
): Promise<SupervisionSettings> {
  const asked = tx
    .selectFrom('supervision_settings')
    .select(['service_levels', 'version', 'updated_at'])
    .where('workspace_id', '=', tx.workspaceId)
  const row = await (lock ? asked.forUpdate() : asked).executeTakeFirst()
  return {
    serviceLevels: (row?.service_levels as ServiceLevels | undefined) ?? usual, // written through the contract alone
    version: row?.version ?? 0,
    updatedAt: row?.updated_at.toISOString() ?? null,
  }
}

/** Writes what channels are measured against; refuses it where somebody else changed it meanwhile. */
export async function saveSupervisionSettings(
  { clock, recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  { serviceLevels, version }: { serviceLevels: ServiceLevels; version?: number | undefined },
): Promise<SupervisionSettings> {
  const before = await supervisionSettings(tx, { lock: true })
  if (version !== undefined && version !== before.version)
    throw new Refused('supervision_settings.changed_meanwhile')
  const values = {
    service_levels: JSON.stringify(serviceLevels),
    version: before.version + 1,
    updated_at: clock.now(),
  }
  const saved = await tx
    .insertInto('supervision_settings')
    .values({ workspace_id: tx.workspaceId, ...values })
    // Where nobody chose anything there was nothing to hold: of two who choose first, one comes second.
    .onConflict(conflict =>
      conflict
        .column('workspace_id')
        .doUpdateSet(values)
        .where('supervision_settings.version', '=', before.version),
    )
    .returning('version')
    .executeTakeFirst()
  if (!saved) throw new Refused('supervision_settings.changed_meanwhile')
  await recordEvent(tx, {
    type: 'supervision_settings.updated',
    actor: asEventActor(actor),
    subject: { kind: 'supervision_settings', id: tx.workspaceId },
    data: { before: before.serviceLevels, after: serviceLevels },
  })
  return supervisionSettings(tx)
}
