import type { Contact } from '../../../contract/contacts.ts'

/** What one may change of a card, as the contract names it. */
export interface ContactChange {
  name?: string
  firstName?: string | null
  lastName?: string | null
  language?: Contact['language']
  companyId?: string | null
  stage?: NonNullable<Contact['stage']>
  isVip?: boolean
  isMinor?: boolean
  preferredChannel?: string | null
  attributes?: Contact['attributes']
  blocked?: boolean
}

/** The card as it will be, to show it before the server answers; a company's name comes with its id. */
export function changed(
  contact: Contact,
  change: ContactChange,
  now: Date,
  company: Contact['company'] = null,
): Contact {
  const { companyId, stage, blocked, attributes, ...same } = change
  return {
    ...contact,
    ...same,
    ...(companyId !== undefined && { company: companyId === null ? null : company }),
    ...(stage !== undefined && stage !== contact.stage && { stage, stageSince: now.toISOString() }),
    ...(blocked !== undefined && { blockedAt: blocked ? (contact.blockedAt ?? now.toISOString()) : null }),
    ...(attributes && {
      attributes: Object.fromEntries(
        Object.entries({ ...contact.attributes, ...attributes }).filter(([, value]) => value !== null),
      ),
    }),
  }
}

/** The change that puts a card back as it was before this one. */
export function inverse(contact: Contact, change: ContactChange): ContactChange {
  const before: ContactChange = {}
  if (change.name !== undefined) before.name = contact.name
  if (change.firstName !== undefined) before.firstName = contact.firstName
  if (change.lastName !== undefined) before.lastName = contact.lastName
  if (change.language !== undefined) before.language = contact.language
  if (change.companyId !== undefined) before.companyId = contact.company?.id ?? null
  if (change.stage !== undefined && contact.stage) before.stage = contact.stage
  if (change.isVip !== undefined) before.isVip = contact.isVip
  if (change.isMinor !== undefined) before.isMinor = contact.isMinor
  if (change.preferredChannel !== undefined) before.preferredChannel = contact.preferredChannel
  if (change.blocked !== undefined) before.blocked = contact.blockedAt !== null
  if (change.attributes)
    before.attributes = Object.fromEntries(
      Object.keys(change.attributes).map(key => [key, contact.attributes[key] ?? null]),
    )
  return before
}
