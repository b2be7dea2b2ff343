import * as z from 'zod'
import { Done, Id, IdInput, inside, PageInput, page, route, Time } from './common.ts'

const read = { roles: inside, scope: 'contacts:read', logged: 'read' } as const
const write = { roles: inside, scope: 'contacts:write' } as const
const tags = ['contacts']

/** Why two cards may be of one person. */
export const duplicateReasons = [
  'same_number_verified',
  'same_number',
  'same_mailbox',
  'same_order',
  'same_name_and_company',
  'claimed_address',
] as const
export const DuplicateReason = z.enum(duplicateReasons)
export type DuplicateReason = z.infer<typeof DuplicateReason>

/** What is needed to tell two cards apart. */
const CardSummary = z.object({
  id: Id,
  name: z.string(),
  company: z.string().nullable(),
  identities: z.array(z.object({ kind: z.string(), shown: z.string(), verifiedAt: Time.nullable() })),
  conversations: z.number().int(),
  createdAt: Time,
  lastContactAt: Time.nullable(),
})
export type CardSummary = z.infer<typeof CardSummary>

export const Duplicate = z.object({
  /** The older card, which a merge keeps unless one says otherwise. */
  one: CardSummary,
  other: CardSummary,
  reasons: z.array(DuplicateReason),
  foundAt: Time,
})
export type Duplicate = z.infer<typeof Duplicate>

const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()])
const FieldPair = z.object({ field: z.string(), kept: FieldValue, other: FieldValue })

export const MergePreview = z.object({
  kept: CardSummary,
  other: CardSummary,
  /** Fields that the cards say differently: the kept card's value is shown unless the other's is chosen. */
  conflicts: z.array(FieldPair),
  /** Fields that only the other card tells. */
  brings: z.array(FieldPair),
  /** What goes from the other card to the kept one. */
  moves: z.object({
    identities: z.number().int(),
    conversations: z.number().int(),
    records: z.number().int(),
    consents: z.number().int(),
    answers: z.number().int(),
    recoveries: z.number().int(),
  }),
  reasons: z.array(DuplicateReason),
})
export type MergePreview = z.infer<typeof MergePreview>

export const Merge = z.object({
  id: Id,
  /** The card that is part of this one. */
  from: z.object({ id: Id, name: z.string() }),
  because: z.enum(['person', 'verified']),
  by: z.string().nullable(),
  at: Time,
  /** What that card says otherwise, which is kept though it is not shown. */
  otherwise: z.array(z.object({ field: z.string(), value: FieldValue })),
})
export type Merge = z.infer<typeof Merge>

const PairInput = IdInput.extend({ otherId: Id })

export const merging = {
  listDuplicates: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/contacts/duplicates',
      tags,
      summary: 'Cards that may be of one person, with the reasons',
    })
    .input(PageInput)
    .output(page(Duplicate)),
  searchDuplicates: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/contacts/duplicates/search',
      tags,
      summary: 'Look for duplicates in the whole address book now',
    })
    .input(z.object({}).optional())
    .output(z.object({ found: z.number().int() })),
  duplicatesOf: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/contacts/{id}/duplicates',
      tags,
      summary: 'Cards that may be of this person',
    })
    .input(IdInput)
    .output(z.object({ items: z.array(Duplicate) })),
  dismissDuplicate: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/contacts/{id}/duplicates/{otherId}/dismissal',
      tags,
      summary: 'Say that these are two people',
    })
    .input(PairInput)
    .output(Done),
  restoreDuplicate: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/contacts/{id}/duplicates/{otherId}/dismissal',
      tags,
      summary: 'Take that back: they are proposed again',
    })
    .input(PairInput)
    .output(Done),
  mergePreview: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/contacts/{id}/merge-preview',
      tags,
      summary: 'What merging another card into this one would do',
    })
    .input(PairInput)
    .output(MergePreview),
  listMerges: route
    .meta(read)
    .route({ method: 'GET', path: '/contacts/{id}/merges', tags, summary: 'Cards that are part of this one' })
    .input(IdInput)
    .output(z.object({ items: z.array(Merge) })),
  mergeContacts: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/contacts/{id}/merges',
      tags,
      successStatus: 201,
      summary: 'Merge another card into this one; it can be undone',
    })
    .input(PairInput.extend({ chosen: z.array(z.string().max(120)).max(200).default([]) }))
    .output(Merge),
  undoMerge: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/contacts/{id}/merges/{mergeId}',
      tags,
      summary: 'Undo a merge: both cards stand as if it had never been made',
    })
    .input(IdInput.extend({ mergeId: Id }))
    .output(z.object({ from: z.object({ id: Id, name: z.string() }) })),
}
