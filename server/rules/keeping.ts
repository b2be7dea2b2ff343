import type { Rule, RuleBody, RuleState } from '#contract/rules.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import type { Ground } from '#server/platform/ground.ts'
import { requireSound } from './checks.ts'
import { rulesOf, ruleWith, versionsOf } from './queries.ts'

/** More would be nobody's to oversee, and asks a message for longer than it should. */
const mostRules = 200

/** Writes a rule, asked after all the others. */
export async function createRule(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { name, state, body }: { name: string; state: RuleState; body: RuleBody },
): Promise<Rule> {
  await requireSound(tx, body)
  const known = await rulesOf(tx, ground.clock.now())
  if (known.length >= mostRules) throw new Refused('rule.too_many', { count: mostRules })
  const id = ground.newId()
  const now = ground.clock.now()
  await tx
    .insertInto('rules')
    .values({
      ...{ workspace_id: tx.workspaceId, id, state, created_at: now, updated_at: now },
      name: maskCards(name).text,
      position: (known.at(-1)?.position ?? -1) + 1,
    })
    .execute()
  await keepVersion(ground, tx, actor, { id, version: 1, body })
  await record(ground, tx, actor, 'rule.created', id, { version: 1, state })
  return ruleWith(tx, now, id)
}

/** Changes a rule; what it says is kept in a version of its own. */
export async function updateRule(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  change: {
    id: string
    name?: string | undefined
    state?: RuleState | undefined
    body?: RuleBody | undefined
    seenVersion?: number | undefined
  },
): Promise<Rule> {
  const { id, name, state, body, seenVersion } = change
  const before = await toChange(ground, tx, id)
  if (seenVersion !== undefined && seenVersion !== before.version)
    throw new Refused('rule.changed_meanwhile', { version: before.version })
  if (body) await requireSound(tx, body)
  const isOther = body !== undefined && JSON.stringify(body) !== JSON.stringify(before.body)
  const version = isOther ? before.version + 1 : before.version
  await tx
    .updateTable('rules')
    .set({
      version,
      updated_at: ground.clock.now(),
      ...(name !== undefined && { name: maskCards(name).text }),
      ...(state && { state }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  if (isOther) await keepVersion(ground, tx, actor, { id, version, body })
  await record(ground, tx, actor, 'rule.updated', id, { version, state: state ?? before.state })
  return ruleWith(tx, ground.clock.now(), id)
}

/** Says again what an earlier version said. */
export async function goBack(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, version }: { id: string; version: number },
): Promise<Rule> {
  const earlier = (await versionsOf(tx, id)).find(one => one.version === version)
  if (!earlier) throw new NotFound('rule')
  return updateRule(ground, tx, actor, { id, body: earlier.body })
}

/** Says in which order rules are asked: each of them, once. */
export async function orderRules(ground: Ground, tx: Tx, actor: Actor, ids: readonly string[]) {
  const known = new Set((await rulesOf(tx, ground.clock.now())).map(({ id }) => id))
  if (ids.some(id => !known.has(id))) throw new NotFound('rule')
  if (ids.length !== known.size || new Set(ids).size !== ids.length) throw new Invalid('rule.whole_order')
  for (const [position, id] of ids.entries())
    await tx
      .updateTable('rules')
      .set({ position })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .execute()
  await record(ground, tx, actor, 'rule.ordered', ids[0]!, { ids })
}

/** Puts a rule away, or takes it back where it was. */
export async function setAway(ground: Ground, tx: Tx, actor: Actor, id: string, isAway: boolean) {
  await toChange(ground, tx, id, { archived: !isAway })
  await tx
    .updateTable('rules')
    .set({ archived_at: isAway ? ground.clock.now() : null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await record(ground, tx, actor, isAway ? 'rule.removed' : 'rule.restored', id)
}

/** A rule that somebody is about to change, locked: of two who write a version each, the second is told. */
async function toChange(ground: Ground, tx: Tx, id: string, how: { archived?: boolean } = {}): Promise<Rule> {
  await tx
    .selectFrom('rules')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
  return ruleWith(tx, ground.clock.now(), id, how)
}

async function keepVersion(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, version, body }: { id: string; version: number; body: RuleBody },
): Promise<void> {
  await tx
    .insertInto('rule_versions')
    .values({
      workspace_id: tx.workspaceId,
      rule_id: id,
      version,
      body: JSON.stringify(body),
      at: ground.clock.now(),
      made_by: actor.memberId,
    })
    .execute()
}

async function record(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  type: EventType,
  id: string,
  data?: Record<string, unknown>,
): Promise<void> {
  await ground.recordEvent(tx, {
    type,
    actor: asEventActor(actor),
    subject: { kind: 'rule', id },
    ...(data && { data }),
  })
}
