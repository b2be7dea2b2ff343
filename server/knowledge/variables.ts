import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Variables } from './template.ts'

/** What may stand between double braces. */
export const variableNames = [
  'contact.name',
  'contact.first_name',
  'contact.last_name',
  'conversation.number',
  'conversation.subject',
  'record.reference',
  'record.title',
  'record.status',
  'member.name',
  'member.first_name',
  'workspace.name',
] as const

/** The fields of a contact that someone may see; contacts/ tells. */
export type VisibleContactFields = (tx: Tx, actor: Actor) => Promise<'all' | ReadonlySet<string>>

/** What the variables stand for in one conversation, as its writer may see it: a hidden field has no value. */
export async function variablesOf(
  tx: Tx,
  actor: Actor,
  conversationId: string,
  visibleContactFields: VisibleContactFields,
): Promise<{
  variables: Variables & Record<(typeof variableNames)[number], string | null>
  language: 'fr' | 'en' | null
}> {
  const fields = await visibleContactFields(tx, actor)
  const sees = (field: string) => fields === 'all' || fields.has(field)
  const { rows } = await sql<{
    name: string
    first_name: string | null
    last_name: string | null
    number: string
    subject: string
    language: 'fr' | 'en' | null
    workspace: string
    record_reference: string | null
    record_title: string | null
    record_status: string | null
  }>`
    select p.name, p.first_name, p.last_name, c.number::text as number, c.subject,
      coalesce(c.language, p.language) as language, w.name as workspace,
      r.external_id as record_reference, r.title as record_title, r.status as record_status
    from conversations c
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    join workspaces w on w.id = c.workspace_id
    left join lateral (
      select e.external_id, e.title, e.status from external_records e
      where e.workspace_id = c.workspace_id and e.contact_id = c.contact_id
      order by coalesce(e.occurred_at, e.created_at) desc limit 1
    ) r on true
    where c.workspace_id = ${tx.workspaceId} and c.id = ${conversationId}`.execute(tx)
  const row = rows[0]!
  const name = sees('name') && /\p{L}/u.test(row.name) && !row.name.includes('@') ? row.name : null
  return {
    language: row.language,
    variables: {
      'contact.name': name,
      'contact.first_name': name && (row.first_name ?? firstNameIn(name)),
      'contact.last_name': sees('name') ? row.last_name : null,
      'conversation.number': row.number,
      'conversation.subject': sees('identities') ? row.subject : null,
      'record.reference': sees('records') ? row.record_reference : null,
      'record.title': sees('records') ? row.record_title : null,
      'record.status': sees('records') ? row.record_status : null,
      // What a rule sends is signed by nobody.
      'member.name': actor.kind === 'rule' ? null : actor.name,
      'member.first_name': actor.kind === 'rule' ? null : (actor.name.split(' ')[0] ?? null),
      'workspace.name': row.workspace,
    },
  }
}

/** The first name in two words of a mail's sender, the last name often in capitals; null when one could be wrong. */
export function firstNameIn(name: string): string | null {
  const words = name.trim().split(/\s+/)
  if (words.length !== 2) return null
  const [first, second] = words as [string, string]
  const isTitle = /^(?:m|mr|mme|mlle|mrs|ms|miss|dr|monsieur|madame)\.?$/i.test(first)
  const isWord = (word: string) => /^\p{L}[\p{L}'’-]+$/u.test(word)
  if (isTitle || !isWord(first) || !isWord(second)) return null
  return isCapitals(first) && !isCapitals(second) ? second : first
}

const isCapitals = (word: string) => word === word.toUpperCase()
