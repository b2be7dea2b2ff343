import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { FormChannel } from '#contract/channels.ts'
import type { FormSetUp } from '#contract/forms.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ChangesOf, KindOfChannel } from '../administration/kinds.ts'
import { type ChannelRecord, commonOf, insertChannel, updateChannel } from '../administration/records.ts'

/** What a form keeps: as it is being written, and which version customers see. */
export interface KeptForm extends Partial<FormSetUp> {
  published?: { version: number; at: string; form: FormSetUp }
}

/** What a form is before anybody wrote it otherwise. */
export const usualForm: FormSetUp = {
  title: { fr: 'Écrivez-nous', en: 'Write to us' },
  intro: { fr: '', en: '' },
  thanks: { fr: '', en: '' },
  fields: [
    field('email', 'email', 'Votre adresse e-mail', 'Your email address'),
    field('message', 'long_text', 'Votre message', 'Your message'),
  ],
}

function field(key: string, type: FormSetUp['fields'][number]['type'], fr: string, en: string) {
  return {
    key,
    type,
    label: { fr, en },
    hint: { fr: '', en: '' },
    required: true,
    options: [],
    showIf: null,
    prospectingNotice: true,
    purpose: null,
  }
}

const setUpNames = Object.keys(usualForm) as (keyof FormSetUp)[]

/** The form as it is being written. */
export function draftOf(settings: object): FormSetUp {
  const kept = settings as KeptForm
  return Object.fromEntries(
    setUpNames.map(name => [name, kept[name] ?? usualForm[name]]),
  ) as unknown as FormSetUp // its own names
}

/** How a form is set up. Changing it leaves alone what customers see, until it is published. */
export function formKind(ground: Ground): KindOfChannel<'form'> {
  return {
    kind: 'form',
    needsTeam: true,
    create: (tx, actor, wishes) =>
      insertChannel(ground, tx, actor, 'form', wishes, {
        address: `f${randomBytes(9).toString('hex')}`,
        settings: keptOf({}, wishes),
      }),
    change: (tx, actor, before, wishes) =>
      updateChannel(ground, tx, actor, before.id, wishes, { settings: keptOf(before.settings, wishes) }),
    present: toChannel,
    withoutSetUp: channel => channel,
  }
}

/** A form channel as the contract says it. */
export function toChannel(row: ChannelRecord, times?: Parameters<typeof commonOf>[1]): FormChannel {
  const kept = row.settings as KeptForm
  const draft = draftOf(kept)
  return {
    ...commonOf(row, times),
    kind: 'form',
    ...draft,
    publishedVersion: kept.published?.version ?? null,
    publishedAt: kept.published?.at ?? null,
    isChanged: kept.published !== undefined && !isDeepStrictEqual(kept.published.form, draft),
  }
}

/** Makes the form as it is written the one that customers see; this version stays as it is. */
export async function publish(
  ground: Ground,
  tx: Tx,
  row: ChannelRecord,
  by: string | null,
): Promise<ChannelRecord> {
  const kept = row.settings as KeptForm
  const form = draftOf(kept)
  const version = (kept.published?.version ?? 0) + 1
  const at = ground.clock.now()
  await tx
    .insertInto('form_versions')
    .values({
      workspace_id: tx.workspaceId,
      channel_id: row.id,
      version,
      form: JSON.stringify(form),
      published_at: at,
      published_by: by,
    })
    .execute()
  return tx
    .updateTable('channels')
    .set({
      settings: JSON.stringify({ ...kept, ...form, published: { version, at: at.toISOString(), form } }),
      updated_at: at,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

function keptOf(before: object, wishes: Partial<ChangesOf<'form'>>): KeptForm {
  const wished = setUpNames.filter(name => wishes[name] !== undefined)
  return { ...before, ...Object.fromEntries(wished.map(name => [name, wishes[name]])) }
}
