import { sql } from 'kysely'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'

/** A person as their data is found by: who they are, and the threads they wrote in. */
export interface Person {
  contactId: string
  /** Their card, and those that were merged into it. */
  contactIds: string[]
  name: string
  language: 'fr' | 'en' | null
  erasedAt: Date | null
  identities: { id: string; kind: string; value: string }[]
  /** Addresses and numbers in every way they may be written: what is looked for in the words of others. */
  values: string[]
  conversationIds: string[]
  /** Messages of their conversations, and theirs in the conversations of others. */
  messageIds: string[]
}

/** Gathers what a person's data is found by, from any of their cards; throws when there is no such contact. */
export async function personOf(tx: Tx, asked: string): Promise<Person> {
  const { shownId: contactId, ids: contactIds } = await cardsOf(tx, asked)
  const contact = await tx
    .selectFrom('contacts')
    .select(['name', 'language', 'erased_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirstOrThrow()
  const identities = await tx
    .selectFrom('identities')
    .select(['id', 'kind', 'value', 'shown'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', contactIds)
    .execute()
  const conversations = await tx
    .selectFrom('conversations')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', contactIds)
    .execute()
  const conversationIds = conversations.map(({ id }) => id)
  const { rows: messages } = await sql<{ id: string }>`
    select id from messages
    where workspace_id = ${tx.workspaceId}
      and (conversation_id = any (${conversationIds}::uuid[]) or identity_id = any (${identities.map(({ id }) => id)}::uuid[]))`.execute(
    tx,
  )
  return {
    contactId,
    contactIds,
    name: contact.name,
    language: contact.language,
    erasedAt: contact.erased_at,
    identities: identities.map(({ id, kind, value }) => ({ id, kind, value })),
    values: [...new Set(identities.flatMap(({ kind, value, shown }) => writings(kind, value, shown)))],
    conversationIds,
    messageIds: messages.map(({ id }) => id),
  }
}

/** The card that shows a person and those merged into it, from any of them; throws when there is none. */
export async function cardsOf(tx: Tx, asked: string): Promise<{ shownId: string; ids: string[] }> {
  const { rows: cards } = await sql<{ id: string; merged_into: string | null }>`
    with recursive up as (
      select id, merged_into from contacts where workspace_id = ${tx.workspaceId} and id = ${asked}
      union
      select c.id, c.merged_into from up join contacts c on c.workspace_id = ${tx.workspaceId} and c.id = up.merged_into
    ), cards as (
      select id, merged_into from up where merged_into is null
      union
      select c.id, c.merged_into
      from cards join contacts c on c.workspace_id = ${tx.workspaceId} and c.merged_into = cards.id
    )
    select id, merged_into from cards`.execute(tx)
  const shownId = cards.find(({ merged_into }) => merged_into === null)?.id
  if (!shownId) throw new NotFound('contact')
  return { shownId, ids: cards.map(({ id }) => id) }
}

/** The ways in which people write one address or number. */
export function writings(kind: string, value: string, shown: string): string[] {
  const number = ['phone', 'whatsapp'].includes(kind) ? parsePhoneNumberFromString(value) : undefined
  const national = number?.formatNational()
  const all = [
    value,
    shown,
    ...(number && national
      ? [
          national,
          national.replaceAll(/\D/g, ''),
          national.replaceAll(' ', '.'),
          number.formatInternational(),
        ]
      : []),
  ]
  // Anything shorter is found in the words of everybody.
  return [...new Set(all.map(text => text.trim().toLowerCase()))].filter(text => text.length >= 6)
}

/** A regular expression of PostgreSQL that finds these values as whole words, whatever the case. */
export function patternOf(values: string[]): string {
  const escaped = values.map(value => value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return `(?<![[:alnum:]._%+-])(?:${escaped.join('|')})(?![[:alnum:]])`
}
