import * as z from 'zod'
import { blockedSenders } from './blocked-senders.ts'
import { Done, Id, IdInput, inside, Language, leads, PageInput, page, roles, route, Time } from './common.ts'
import { consents } from './consents.ts'
import { imports } from './imports.ts'
import { merging } from './merging.ts'

const read = { roles, scope: 'contacts:read', logged: 'read' } as const
const write = { roles: inside, scope: 'contacts:write' } as const

export const identityKinds = ['email', 'phone', 'whatsapp', 'messenger', 'visitor', 'external'] as const
export const Identity = z.object({
  id: Id,
  kind: z.enum(identityKinds),
  value: z.string(),
  shown: z.string(),
  verifiedAt: Time.nullable(),
  blockedAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
})
export type Identity = z.infer<typeof Identity>

export const stages = ['prospect', 'customer', 'inactive', 'lost'] as const
const AttributeValue = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])
export const Contact = z.object({
  id: Id,
  name: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  language: Language.nullable(),
  company: z.object({ id: Id, name: z.string(), domain: z.string().nullable() }).nullable(),
  /** Null when it is hidden from a partner's adviser, as every field may be. */
  stage: z.enum(stages).nullable(),
  stageSince: Time.nullable(),
  isVip: z.boolean(),
  /** Under the age at which one consents alone: no marketing, no profile, nothing to a model (DAT-8). */
  isMinor: z.boolean(),
  preferredChannel: z.string().nullable(),
  attributes: z.record(z.string(), AttributeValue),
  blockedAt: Time.nullable(),
  /** Kept apart for proof: only administrators see it. */
  archivedAt: Time.nullable(),
  identities: z.array(Identity),
  openConversations: z.number().int(),
  createdAt: Time,
  updatedAt: Time,
  lastContactAt: Time.nullable(),
})
export type Contact = z.infer<typeof Contact>

const IdentityInput = z.object({ kind: z.enum(identityKinds), value: z.string().trim().min(1).max(320) })
const ContactInput = z.object({
  name: z.string().trim().min(1).max(300),
  firstName: z.string().trim().max(150).nullable().optional(),
  lastName: z.string().trim().max(150).nullable().optional(),
  language: Language.nullable().optional(),
  companyId: Id.nullable().optional(),
  stage: z.enum(stages).optional(),
  isVip: z.boolean().optional(),
  isMinor: z.boolean().optional(),
  preferredChannel: z.string().max(40).nullable().optional(),
  attributes: z.record(z.string(), AttributeValue).optional(),
  blocked: z.boolean().optional(),
})

export const ExternalRecord = z.object({
  type: z.string(),
  externalId: z.string(),
  contactId: Id,
  title: z.string(),
  status: z.string().nullable(),
  url: z.string().nullable(),
  amount: z.number().nullable(),
  currency: z.string().nullable(),
  occurredAt: Time.nullable(),
  data: z.record(z.string(), z.unknown()),
  updatedAt: Time,
})
export type ExternalRecord = z.infer<typeof ExternalRecord>

export const TimelineEntry = z.object({
  id: z.string(),
  at: Time,
  kind: z.enum(['conversation', 'message', 'record', 'survey', 'recovery', 'stage', 'merge', 'event']),
  title: z.string(),
  detail: z.string().nullable(),
  conversationId: Id.nullable(),
  conversationNumber: z.number().int().nullable(),
  channel: z.string().nullable(),
  direction: z.enum(['in', 'out', 'note']).nullable(),
  data: z.record(z.string(), z.unknown()),
})

export const Company = z.object({
  id: Id,
  name: z.string(),
  domain: z.string().nullable(),
  contactCount: z.number().int(),
  updatedAt: Time,
})

export const AttributeDefinition = z.object({
  id: Id,
  subject: z.enum(['contact', 'conversation']),
  key: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
  labelFr: z.string().trim().min(1).max(120),
  labelEn: z.string().trim().min(1).max(120),
  type: z.enum(['text', 'number', 'date', 'boolean', 'choice']),
  choices: z.array(z.string().max(120)).max(100),
  requiredAtClosure: z.boolean(),
  position: z.number().int(),
})

export const contacts = {
  ...merging,
  ...consents,
  ...imports,
  ...blockedSenders,
  exportContacts: route
    .meta({ roles: leads, scope: 'contacts:read', logged: 'export' })
    .route({
      method: 'GET',
      path: '/contacts/export',
      tags: ['contacts'],
      summary: 'The address book, or a search of it, as a CSV file',
    })
    .input(
      z.object({
        q: z.string().max(200).optional(),
        stage: z.enum(stages).optional(),
        companyId: Id.optional(),
        vip: z.stringbool().optional(),
        identity: z.string().max(320).optional(),
      }),
    )
    .output(z.object({ fileName: z.string(), csv: z.string(), count: z.number().int() })),
  listContacts: route
    .meta({ ...read, logged: 'search' })
    .route({
      method: 'GET',
      path: '/contacts',
      tags: ['contacts'],
      summary: 'Address book: search and filters',
    })
    .input(
      PageInput.extend({
        q: z.string().max(200).optional(),
        stage: z.enum(stages).optional(),
        companyId: Id.optional(),
        vip: z.stringbool().optional(),
        identity: z.string().max(320).optional(),
        segment: Id.optional(),
        updatedSince: Time.optional(),
      }),
    )
    .output(page(Contact)),
  createContact: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/contacts',
      tags: ['contacts'],
      successStatus: 201,
      summary: 'Create a contact',
    })
    .input(ContactInput.extend({ identities: z.array(IdentityInput).max(20).default([]) }))
    .output(Contact),
  getContact: route
    .meta(read)
    .route({ method: 'GET', path: '/contacts/{id}', tags: ['contacts'], summary: 'One contact' })
    .input(IdInput)
    .output(Contact),
  updateContact: route
    .meta(write)
    .route({ method: 'PATCH', path: '/contacts/{id}', tags: ['contacts'], summary: 'Change a contact' })
    .input(ContactInput.partial().extend({ id: Id }))
    .output(Contact),
  addIdentity: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/contacts/{id}/identities',
      tags: ['contacts'],
      successStatus: 201,
      summary: 'Add an address or a number',
    })
    .input(IdentityInput.extend({ id: Id }))
    .output(Contact),
  updateIdentity: route
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/contacts/{id}/identities/{identityId}',
      tags: ['contacts'],
      summary: 'Verify or block an address',
    })
    .input(
      IdInput.extend({ identityId: Id, verified: z.boolean().optional(), blocked: z.boolean().optional() }),
    )
    .output(Contact),
  removeIdentity: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/contacts/{id}/identities/{identityId}',
      tags: ['contacts'],
      summary: 'Remove an address that never wrote',
    })
    .input(IdInput.extend({ identityId: Id }))
    .output(Contact),
  timeline: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/contacts/{id}/timeline',
      tags: ['contacts'],
      summary: 'Everything that happened with this person, newest first',
    })
    .input(PageInput.extend({ id: Id }))
    .output(page(TimelineEntry)),
  listRecords: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/contacts/{id}/records',
      tags: ['contacts'],
      summary: 'Orders, deliveries, invoices of this person',
    })
    .input(IdInput)
    .output(z.object({ items: z.array(ExternalRecord) })),
  putRecord: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/contacts/{id}/records/{type}/{externalId}',
      tags: ['contacts'],
      summary: 'Create or replace a record by its external id',
    })
    .input(
      z.object({
        id: Id,
        type: z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
        externalId: z.string().min(1).max(200),
        title: z.string().trim().min(1).max(300),
        status: z.string().max(120).nullable().optional(),
        url: z
          .url({ protocol: /^https?$/ })
          .max(2000)
          .nullable()
          .optional(),
        amount: z.number().nullable().optional(),
        currency: z.string().length(3).nullable().optional(),
        occurredAt: Time.nullable().optional(),
        data: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .output(ExternalRecord),
  listCompanies: route
    .meta(read)
    .route({ method: 'GET', path: '/companies', tags: ['contacts'], summary: 'Companies' })
    .input(PageInput.extend({ q: z.string().max(200).optional(), updatedSince: Time.optional() }))
    .output(page(Company)),
  getCompany: route
    .meta(read)
    .route({ method: 'GET', path: '/companies/{id}', tags: ['contacts'], summary: 'One company' })
    .input(IdInput)
    .output(Company),
  listAttributes: route
    .meta({ roles, scope: 'settings:read' })
    .route({
      method: 'GET',
      path: '/attributes',
      tags: ['settings'],
      summary: 'Custom attributes of contacts and conversations',
    })
    .output(z.object({ items: z.array(AttributeDefinition) })),
  createAttribute: route
    .meta({ roles: ['administrator'], scope: 'settings:write' })
    .route({
      method: 'POST',
      path: '/attributes',
      tags: ['settings'],
      successStatus: 201,
      summary: 'Create a custom attribute',
    })
    .input(
      AttributeDefinition.omit({ id: true }).partial({
        choices: true,
        requiredAtClosure: true,
        position: true,
      }),
    )
    .output(AttributeDefinition),
  updateAttribute: route
    .meta({ roles: ['administrator'], scope: 'settings:write' })
    .route({
      method: 'PATCH',
      path: '/attributes/{id}',
      tags: ['settings'],
      summary: 'Change a custom attribute; its key and type stay',
    })
    .input(AttributeDefinition.omit({ key: true, type: true, subject: true }).partial().extend({ id: Id }))
    .output(AttributeDefinition),
  archiveAttribute: route
    .meta({ roles: ['administrator'], scope: 'settings:write' })
    .route({
      method: 'DELETE',
      path: '/attributes/{id}',
      tags: ['settings'],
      summary: 'Archive a custom attribute; values stay',
    })
    .input(IdInput)
    .output(Done),
}
