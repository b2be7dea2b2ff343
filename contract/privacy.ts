import * as z from 'zod'
import {
  Day,
  Done,
  Id,
  IdInput,
  Language,
  leads,
  Named,
  PageInput,
  page,
  route,
  SensitiveKind,
  Time,
} from './common.ts'

const administrators = ['administrator'] as const
const settings = { roles: administrators, scope: 'settings:read' } as const
const change = { roles: administrators, scope: 'settings:write' } as const
const people = { roles: leads, scope: 'contacts:read' } as const
const act = { roles: leads, scope: 'contacts:write' } as const

export const bases = ['contract', 'legitimate_interest', 'consent', 'legal_obligation'] as const

/** DAT-1: why personal data is kept, and what of it. */
export const Purpose = z.object({
  key: z.string(),
  name: z.string(),
  basis: z.enum(bases),
  basisName: z.string(),
  people: z.string(),
  data: z.string(),
  retention: z.string(),
  recipients: z.string(),
  tables: z.array(z.string()),
})
export type Purpose = z.infer<typeof Purpose>

export const PartCount = z.object({ part: z.string(), name: z.string(), count: z.number().int() })
export type PartCount = z.infer<typeof PartCount>

export const Hold = z.object({ reason: z.string(), placedAt: Time, placedBy: Named.nullable() })
export type Hold = z.infer<typeof Hold>

/** What an erasure would take, before it is asked for. */
export const ErasurePreview = z.object({
  parts: z.array(PartCount),
  hold: Hold.nullable(),
  erasedAt: Time.nullable(),
})
export type ErasurePreview = z.infer<typeof ErasurePreview>

/** Proof of an erasure, which tells nothing of the person. */
export const Erasure = z.object({
  id: Id,
  contactId: Id,
  cause: z.enum(['request', 'retention']),
  at: Time,
  askedBy: Named.nullable(),
  parts: z.array(PartCount),
  /** Keyed hashes of the addresses. */
  marks: z.array(z.string()),
})
export type Erasure = z.infer<typeof Erasure>

/** What a bundle would hold, and the addresses of others in it. */
export const AccessPreview = z.object({
  parts: z.array(PartCount),
  /** Masked in the bundle unless they are named when it is asked for. */
  thirdParties: z.array(z.string()),
})
export type AccessPreview = z.infer<typeof AccessPreview>

export const exportStates = ['waiting', 'making', 'ready', 'failed', 'expired'] as const
export const DataExport = z.object({
  id: Id,
  kind: z.enum(['person', 'workspace']),
  contactId: Id.nullable(),
  state: z.enum(exportStates),
  progress: z.number().int(),
  bytes: z.number().int().nullable(),
  sha256: z.string().nullable(),
  askedAt: Time,
  askedBy: Named.nullable(),
  readyAt: Time.nullable(),
  expiresAt: Time.nullable(),
  error: z.string().nullable(),
  /** Signed, and good for an hour; null unless ready. */
  url: z.string().nullable(),
})
export type DataExport = z.infer<typeof DataExport>

export const requestKinds = ['access', 'erasure', 'rectification', 'portability', 'objection'] as const
export const decisions = ['granted', 'refused', 'withdrawn'] as const
/** Why a request may be refused; which of them, by its kind. */
export const refusalGrounds = [
  'unfounded',
  'excessive',
  'identity',
  'others',
  'legal_duty',
  'claims',
  'accurate',
  'not_covered',
  'overriding',
] as const
const RefusalGround = z.enum(refusalGrounds)
export type RefusalGround = z.infer<typeof RefusalGround>
/** DAT-3: what somebody asked about their data, and until when it must be answered. */
export const RightsRequest = z.object({
  id: Id,
  contact: Named,
  kind: z.enum(requestKinds),
  receivedOn: Day,
  dueOn: Day,
  daysLeft: z.number().int(),
  /** Nothing names this person any more. */
  isErased: z.boolean(),
  /** The address that what is decided is told to; null when there is none, and somebody must tell it otherwise. */
  tellTo: z.string().nullable(),
  /** The due date an extension would give; null when none is possible any more. */
  extendableTo: Day.nullable(),
  /** On which grounds it may be refused. */
  grounds: z.array(RefusalGround),
  extensionReason: z.string().nullable(),
  extendedAt: Time.nullable(),
  extensionTold: z.boolean(),
  /** DAT-4: somebody doubts who asks, and why; the known address was asked to confirm. */
  doubtedAt: Time.nullable(),
  doubtReason: z.string().nullable(),
  doubtTold: z.boolean(),
  identityConfirmedAt: Time.nullable(),
  decision: z.enum(decisions).nullable(),
  refusalGround: RefusalGround.nullable(),
  decisionReason: z.string().nullable(),
  decisionTold: z.boolean(),
  decidedAt: Time.nullable(),
})
export type RightsRequest = z.infer<typeof RightsRequest>

/** A note that says what it may not need to (DAT-7); the words stay where they are. */
export const SensitiveNote = z.object({
  messageId: Id,
  conversation: z.object({ id: Id, number: z.number().int() }),
  at: Time,
  author: Named.nullable(),
  kinds: z.array(SensitiveKind),
})
export type SensitiveNote = z.infer<typeof SensitiveNote>

export const retentionKeys = [
  'prospects',
  'archive',
  'customers',
  'conversations',
  'complaints',
  'visitors',
  'accessLog',
] as const
const Months = z.number().int().min(1).max(240)
export const RetentionRule = z.object({
  key: z.enum(retentionKeys),
  name: z.string(),
  effect: z.string(),
  months: Months,
  proposed: Months,
})
export const Retention = z.object({
  enabled: z.boolean(),
  /** When the first purge was announced for; null before it is, and once it has been. */
  startsAt: Time.nullable(),
  /** False while nothing may go yet: the first purge is announced two weeks before. */
  hasStarted: z.boolean(),
  rules: z.array(RetentionRule),
  runs: z.array(z.object({ at: Time, parts: z.array(PartCount) })),
})
export type Retention = z.infer<typeof Retention>

export const Backups = z.object({
  /** Null when the operator has set no folder. */
  schedule: z
    .object({ hour: z.number().int(), keepDays: z.number().int(), keepWeeks: z.number().int() })
    .nullable(),
  health: z.enum(['off', 'never', 'fresh', 'late', 'failing']),
  runs: z.array(
    z.object({
      startedAt: Time,
      finishedAt: Time.nullable(),
      state: z.enum(['running', 'done', 'failed']),
      file: z.string(),
      bytes: z.number().int().nullable(),
      error: z.string().nullable(),
    }),
  ),
})
export type Backups = z.infer<typeof Backups>

/** HST-1: the end of the whole workspace: asked for in two steps, taken back for thirty days. */
export const WorkspaceErasure = z.object({
  state: z.enum(['none', 'asked', 'confirmed']),
  /** What is typed in the first step. */
  name: z.string(),
  askedAt: Time.nullable(),
  /** When everything goes; null until the second step. */
  dueAt: Time.nullable(),
  /** Where the certificate will be, for whoever holds this address; null until the second step. */
  certificateUrl: z.string().nullable(),
  /** People kept for a claim: nothing goes while there are any. */
  holds: z.number().int(),
  /** What would go. */
  counts: z.object({
    contacts: z.number().int(),
    conversations: z.number().int(),
    messages: z.number().int(),
    files: z.number().int(),
    members: z.number().int(),
  }),
})
export type WorkspaceErasure = z.infer<typeof WorkspaceErasure>
const ending = { roles: administrators, peopleOnly: true } as const

const Reason = z.string().trim().min(3).max(1000)

export const privacy = {
  purposes: route
    .meta(settings)
    .route({
      method: 'GET',
      path: '/privacy/purposes',
      tags: ['privacy'],
      summary: 'Why data is kept: the art. 30 record',
    })
    .output(z.array(Purpose)),
  previewErasure: route
    .meta({ ...people, logged: 'read' })
    .route({
      method: 'GET',
      path: '/contacts/{id}/erasure-preview',
      tags: ['privacy'],
      summary: 'What an erasure would take',
    })
    .input(IdInput)
    .output(ErasurePreview),
  erase: route
    .meta({ roles: administrators, scope: 'contacts:write' })
    .route({
      method: 'POST',
      path: '/contacts/{id}/erasure',
      tags: ['privacy'],
      summary: 'Erases a person for good, everywhere',
      description:
        'The word typed is « effacer » or “erase”. There is no undo. The receipt outlives every restore.',
    })
    .input(IdInput.extend({ typed: z.string().max(20) }))
    .output(Erasure),
  listErasures: route
    .meta(settings)
    .route({
      method: 'GET',
      path: '/erasures',
      tags: ['privacy'],
      summary: 'Receipts of erasures, newest first',
    })
    .input(PageInput)
    .output(page(Erasure)),
  placeHold: route
    .meta(act)
    .route({
      method: 'PUT',
      path: '/contacts/{id}/legal-hold',
      tags: ['privacy'],
      summary: 'Keeps a person from being erased',
    })
    .input(IdInput.extend({ reason: Reason }))
    .output(Hold),
  liftHold: route
    .meta(act)
    .route({
      method: 'DELETE',
      path: '/contacts/{id}/legal-hold',
      tags: ['privacy'],
      summary: 'Lifts a legal hold',
    })
    .input(IdInput)
    .output(Done),
  leaveArchive: route
    .meta({ roles: administrators, scope: 'contacts:write' })
    .route({
      method: 'POST',
      path: '/contacts/{id}/archive-exit',
      tags: ['privacy'],
      summary: 'Takes a person out of the restricted archive, with what they wrote',
      description: 'The reason is in the journal. How long their data lives is not changed by it.',
    })
    .input(IdInput.extend({ reason: Reason }))
    .output(Done),
  previewAccess: route
    .meta({ ...people, logged: 'read' })
    .route({
      method: 'GET',
      path: '/contacts/{id}/access-preview',
      tags: ['privacy'],
      summary: 'What a person’s bundle would hold',
    })
    .input(IdInput)
    .output(AccessPreview),
  exportPerson: route
    .meta({ ...people, logged: 'export' })
    .route({
      method: 'POST',
      path: '/contacts/{id}/data-exports',
      successStatus: 201,
      tags: ['privacy'],
      summary: 'Makes the bundle of everything known of a person',
    })
    .input(IdInput.extend({ language: Language, reveal: z.array(z.string().max(320)).max(1000).default([]) }))
    .output(DataExport),
  exportWorkspace: route
    .meta({ ...change, logged: 'export' })
    .route({
      method: 'POST',
      path: '/data-exports',
      successStatus: 201,
      tags: ['privacy'],
      summary: 'Makes a file of the whole workspace, which another Boucle can take in',
    })
    .output(DataExport),
  listExports: route
    .meta({ roles: administrators, scope: 'settings:read' })
    .route({
      method: 'GET',
      path: '/data-exports',
      tags: ['privacy'],
      summary: 'Exports asked for, newest first',
    })
    .input(PageInput)
    .output(page(DataExport)),
  getExport: route
    .meta(people)
    .route({
      method: 'GET',
      path: '/data-exports/{id}',
      tags: ['privacy'],
      summary: 'One export, with its link when ready',
    })
    .input(IdInput)
    .output(DataExport),
  deleteExport: route
    .meta(change)
    .route({ method: 'DELETE', path: '/data-exports/{id}', tags: ['privacy'], summary: 'Ends an export now' })
    .input(IdInput)
    .output(Done),
  listRequests: route
    .meta(people)
    .route({
      method: 'GET',
      path: '/rights-requests',
      tags: ['privacy'],
      summary: 'Requests about data, by due date',
    })
    .input(PageInput.extend({ open: z.stringbool().optional(), contact: Id.optional() }))
    .output(page(RightsRequest)),
  sensitiveNotes: route
    .meta({ ...people, logged: 'search' })
    .route({
      method: 'GET',
      path: '/privacy/sensitive-notes',
      tags: ['privacy'],
      summary: 'Notes that may say more than is needed, the latest first',
      description:
        'Numbers that identify, health, beliefs, insults. A page may be short, or empty, while there is a next one: so many notes are read at a time.',
    })
    .input(PageInput.extend({ from: Day.optional() }))
    .output(page(SensitiveNote)),
  openRequest: route
    .meta(act)
    .route({
      method: 'POST',
      path: '/contacts/{id}/rights-requests',
      successStatus: 201,
      tags: ['privacy'],
      summary: 'Opens a request about data',
    })
    .input(IdInput.extend({ kind: z.enum(requestKinds), receivedOn: Day.optional() }))
    .output(RightsRequest),
  extendRequest: route
    .meta(act)
    .route({
      method: 'PUT',
      path: '/rights-requests/{id}/extension',
      tags: ['privacy'],
      summary: 'Two more months, once, before it is due; told to the person',
    })
    .input(IdInput.extend({ reason: Reason }))
    .output(RightsRequest),
  doubtIdentity: route
    .meta(act)
    .route({
      method: 'PUT',
      path: '/rights-requests/{id}/identity-doubt',
      tags: ['privacy'],
      summary: 'Asks the known address to confirm the request',
      description: 'The reason stays in house. No identity document is asked for, and the due date stands.',
    })
    .input(IdInput.extend({ reason: Reason }))
    .output(RightsRequest),
  confirmIdentity: route
    .meta(act)
    .route({
      method: 'DELETE',
      path: '/rights-requests/{id}/identity-doubt',
      tags: ['privacy'],
      summary: 'The person was recognised',
    })
    .input(IdInput)
    .output(RightsRequest),
  decideRequest: route
    .meta(act)
    .route({
      method: 'PUT',
      path: '/rights-requests/{id}/decision',
      tags: ['privacy'],
      summary: 'Answers a request; told to the person',
      description: 'A refusal has a ground and a reason; the mail names the ways of appeal.',
    })
    .input(
      IdInput.extend({
        decision: z.enum(decisions),
        refusalGround: RefusalGround.optional(),
        reason: z.string().trim().max(1000).default(''),
      }),
    )
    .output(RightsRequest),
  workspaceErasure: route
    .meta(ending)
    .route({
      method: 'GET',
      path: '/workspace-erasure',
      tags: ['privacy'],
      summary: 'Whether the whole workspace is to be erased, and what would go',
    })
    .output(WorkspaceErasure),
  askWorkspaceErasure: route
    .meta(ending)
    .route({
      method: 'POST',
      path: '/workspace-erasure',
      tags: ['privacy'],
      summary: 'First step to erase the whole workspace: its name, typed',
    })
    .input(z.object({ typed: z.string().max(300) }))
    .output(WorkspaceErasure),
  confirmWorkspaceErasure: route
    .meta(ending)
    .route({
      method: 'POST',
      path: '/workspace-erasure/confirmation',
      tags: ['privacy'],
      summary: 'Second step: everything goes thirty days later, unless it is taken back',
      description: 'The word typed is « effacer » or “erase”. Exports work as before until the day.',
    })
    .input(z.object({ typed: z.string().max(20) }))
    .output(WorkspaceErasure),
  withdrawWorkspaceErasure: route
    .meta(ending)
    .route({
      method: 'DELETE',
      path: '/workspace-erasure',
      tags: ['privacy'],
      summary: 'Takes it back: the workspace stays',
    })
    .output(WorkspaceErasure),
  retention: route
    .meta(settings)
    .route({
      method: 'GET',
      path: '/retention',
      tags: ['privacy'],
      summary: 'How long data stays, and what was purged',
    })
    .output(Retention),
  updateRetention: route
    .meta(change)
    .route({ method: 'PATCH', path: '/retention', tags: ['privacy'], summary: 'Changes how long data stays' })
    .input(
      z.object({
        enabled: z.boolean().optional(),
        months: z.partialRecord(z.enum(retentionKeys), Months).optional(),
      }),
    )
    .output(Retention),
  tryRetention: route
    .meta(settings)
    .route({
      method: 'GET',
      path: '/retention/trial',
      tags: ['privacy'],
      summary: 'What tonight’s purge would take',
    })
    .output(z.array(PartCount)),
  backups: route
    .meta(settings)
    .route({
      method: 'GET',
      path: '/backups',
      tags: ['privacy'],
      summary: 'Scheduled backups and their health',
    })
    .output(Backups),
}
