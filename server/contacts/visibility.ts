import { type RawBuilder, sql } from 'kysely'
import type { Contact } from '#contract/contacts.ts'
import { type Actor, seesArchive, seesEverything, seesTeamsOnly } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden } from '#server/platform/errors.ts'
import type { AttributeValues } from './attribute-values.ts'
import { maskIdentity } from './identity.ts'
import { isPlaceholder } from './names.ts'

/** What a partner can be shown of a person; `attributes.size` shows one attribute, `attributes` all. */
const fields = [
  'name',
  'language',
  'company',
  'stage',
  'isVip',
  'isMinor',
  'preferredChannel',
  'attributes',
  'blockedAt',
  'identities',
  'lastContactAt',
  'records',
] as const
export type ContactField = (typeof fields)[number]

/** What someone sees of people: whose cards (the predicates), and what on them (the fields). */
export interface Sight {
  actor: Actor
  /** Every contact of the workspace, every field. */
  everything: boolean
  sees(field: ContactField): boolean
  seesAttribute(key: string): boolean
}

/** What this person sees: all inside the house; at a partner the fields its contract allows. */
export async function sightOf(tx: Tx, actor: Actor): Promise<Sight> {
  const allowed = await visibleContactFields(tx, actor)
  const sees = (field: string) => allowed === 'all' || allowed.has(field)
  return {
    actor,
    everything: seesEverything(actor),
    sees,
    seesAttribute: key => sees('attributes') || sees(`attributes.${key}`),
  }
}

/** The fields of a contact that this person may see. */
export async function visibleContactFields(tx: Tx, actor: Actor): Promise<'all' | ReadonlySet<string>> {
  if (actor.role !== 'partner') return 'all'
  if (!actor.partnerId) return new Set()
  const partner = await tx
    .selectFrom('partners')
    .select('visible_contact_fields')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', actor.partnerId)
    .executeTakeFirst()
  return new Set(partner?.visible_contact_fields)
}

/** True, in SQL, for the conversations `c` that this person may see. */
export function seesConversation(actor: Actor, c: string): RawBuilder<boolean> {
  if (seesArchive(actor)) return sql`true`
  const isAtHand = sql`${sql.ref(`${c}.archived_at`)} is null`
  if (seesEverything(actor)) return sql`${isAtHand}`
  if (seesTeamsOnly(actor))
    return sql`(${isAtHand} and ${sql.ref(`${c}.team_id`)} = any (${actor.teamIds}::uuid[]))`
  return sql`(${isAtHand} and exists (
    select from conversation_shares s
    where s.workspace_id = ${sql.ref(`${c}.workspace_id`)} and s.conversation_id = ${sql.ref(`${c}.id`)}
      and s.member_id = ${actor.memberId}))`
}

/** True, in SQL, for the contacts `p` that this person may see: those of the conversations they may see. */
export function seesContact(actor: Actor, p: string): RawBuilder<boolean> {
  if (seesArchive(actor)) return sql`true`
  const isAtHand = sql`${sql.ref(`${p}.archived_at`)} is null`
  if (seesEverything(actor)) return sql`${isAtHand}`
  return sql`${isAtHand} and exists (
    select from conversations seen
    where seen.workspace_id = ${sql.ref(`${p}.workspace_id`)} and seen.contact_id = ${sql.ref(`${p}.id`)}
      and ${seesConversation(actor, 'seen')})`
}

/** The card as this person may see it: hidden fields are empty, hidden addresses are masked. */
export function shownTo(sight: Sight, contact: Contact): Contact {
  const seen = <Value>(field: ContactField, value: Value) => (sight.sees(field) ? value : null)
  return {
    ...contact,
    name: shownName(sight, contact.name),
    firstName: seen('name', contact.firstName),
    lastName: seen('name', contact.lastName),
    language: seen('language', contact.language),
    company: seen('company', contact.company),
    stage: seen('stage', contact.stage),
    stageSince: seen('stage', contact.stageSince),
    isVip: seen('isVip', contact.isVip) ?? false,
    isMinor: seen('isMinor', contact.isMinor) ?? false,
    preferredChannel: seen('preferredChannel', contact.preferredChannel),
    attributes: shownAttributes(sight, contact.attributes),
    blockedAt: seen('blockedAt', contact.blockedAt),
    lastContactAt: seen('lastContactAt', contact.lastContactAt),
    identities: sight.sees('identities')
      ? contact.identities
      : contact.identities.map(identity => {
          const masked = maskIdentity(identity.kind, identity.value)
          return { ...identity, value: masked, shown: masked }
        }),
  }
}

/** An address that stands in for a name is as hidden as the address. */
function shownName(sight: Sight, name: string): string {
  if (!sight.sees('name')) return ''
  return isPlaceholder(name) && !sight.sees('identities') ? '••••' : name
}

/** The folded name of contacts `p`, in SQL, by which this person may sort and search. */
export function sortName(sight: Sight): RawBuilder<string> {
  if (sight.sees('identities')) return sql`p.sort_name`
  return sql`case when p.name ~ '\\S@\\S' or p.name !~ '[[:alpha:]]' then '' else p.sort_name end`
}

const shownAttributes = (sight: Sight, values: AttributeValues): AttributeValues =>
  Object.fromEntries(Object.entries(values).filter(([key]) => sight.seesAttribute(key)))

/** Refuses a question about a field that this person may not see: its answer would tell the field. */
export function requireField(sight: Sight, field: ContactField): void {
  if (!sight.sees(field)) throw new Forbidden('contact.field_hidden')
}
