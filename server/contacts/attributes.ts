import type * as z from 'zod'
import type { AttributeDefinition as Shape } from '#contract/contacts.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type AttributeValues, changeAttributes, type Definition } from './attribute-values.ts'

export type AttributeDefinition = z.infer<typeof Shape>
type Given = Pick<AttributeDefinition, 'subject' | 'key' | 'labelFr' | 'labelEn' | 'type'> &
  Partial<Pick<AttributeDefinition, 'choices' | 'requiredAtClosure' | 'position'>>

/** The attributes that a subject can have, archived ones too, in their order. */
export function definitionsOf(tx: Tx, subject?: AttributeDefinition['subject']): Promise<Definition[]> {
  let query = tx
    .selectFrom('attribute_definitions')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('position')
    .orderBy('key')
  if (subject) query = query.where('subject', '=', subject)
  return query.execute()
}

/** The values of a contact or conversation after a change, each checked against its definition. */
export async function changedAttributes(
  tx: Tx,
  subject: AttributeDefinition['subject'],
  before: AttributeValues,
  changes: AttributeValues,
): Promise<AttributeValues> {
  return changeAttributes(await definitionsOf(tx, subject), before, changes)
}

/** Creates an attribute; one that was archived under the same key and type comes back. */
export async function createAttribute(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  given: Given,
): Promise<AttributeDefinition> {
  const known = (await definitionsOf(tx, given.subject)).find(one => one.key === given.key)
  if (known && !known.archived_at) throw new Refused('attribute.key_taken', { key: given.key })
  if (known && known.type !== given.type) throw new Refused('attribute.key_had_type', { key: given.key })
  const row = {
    label_fr: given.labelFr,
    label_en: given.labelEn,
    choices: checkedChoices(given.type, given.choices ?? []),
    required_at_closure: checkedRequirement(given.subject, given.requiredAtClosure ?? false),
    position: given.position ?? 0,
  }
  const id = known?.id ?? ground.newId()
  if (known)
    await tx
      .updateTable('attribute_definitions')
      .set({ ...row, archived_at: null })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .execute()
  else
    await tx
      .insertInto('attribute_definitions')
      .values({
        ...row,
        workspace_id: tx.workspaceId,
        id,
        subject: given.subject,
        key: given.key,
        type: given.type,
      })
      .execute()
  await ground.recordEvent(tx, {
    type: 'attribute.created',
    actor: asEventActor(actor),
    subject: { kind: 'attribute', id },
    data: { of: given.subject, key: given.key, type: given.type },
  })
  return toDefinition(await definitionFor(tx, id))
}

/** Changes an attribute; its key and type stay, because values were written with them. */
export async function updateAttribute(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  change: Partial<
    Pick<AttributeDefinition, 'labelFr' | 'labelEn' | 'choices' | 'requiredAtClosure' | 'position'>
  >,
): Promise<AttributeDefinition> {
  const before = await definitionFor(tx, id)
  const row = {
    label_fr: change.labelFr ?? before.label_fr,
    label_en: change.labelEn ?? before.label_en,
    choices: checkedChoices(before.type, change.choices ?? before.choices),
    required_at_closure: checkedRequirement(
      before.subject,
      change.requiredAtClosure ?? before.required_at_closure,
    ),
    position: change.position ?? before.position,
  }
  await tx
    .updateTable('attribute_definitions')
    .set(row)
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'attribute.updated',
    actor: asEventActor(actor),
    subject: { kind: 'attribute', id },
    data: { of: before.subject, key: before.key, changed: Object.keys(change) },
  })
  return toDefinition({ ...before, ...row })
}

/** Takes an attribute out of use; the values that were written stay readable. */
export async function archiveAttribute(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<void> {
  const { subject, key } = await definitionFor(tx, id)
  await tx
    .updateTable('attribute_definitions')
    .set({ archived_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'attribute.archived',
    actor: asEventActor(actor),
    subject: { kind: 'attribute', id },
    data: { of: subject, key },
  })
}

/** A definition as the API says it. */
export const toDefinition = (row: Definition): AttributeDefinition => ({
  id: row.id,
  subject: row.subject,
  key: row.key,
  labelFr: row.label_fr,
  labelEn: row.label_en,
  type: row.type,
  choices: row.choices,
  requiredAtClosure: row.required_at_closure,
  position: row.position,
})

async function definitionFor(tx: Tx, id: string): Promise<Definition> {
  const row = await tx
    .selectFrom('attribute_definitions')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new NotFound('attribute')
  return row
}

function checkedChoices(type: AttributeDefinition['type'], choices: string[]): string[] {
  const kept = [...new Set(choices.map(choice => choice.trim()).filter(Boolean))]
  if (type === 'choice' && kept.length === 0) throw new Invalid('attribute.choices_missing')
  if (type !== 'choice' && kept.length > 0) throw new Invalid('attribute.choices_of_other_type')
  return kept
}

function checkedRequirement(subject: AttributeDefinition['subject'], required: boolean): boolean {
  if (required && subject === 'contact') throw new Invalid('attribute.closure_concerns_conversations')
  return required
}
