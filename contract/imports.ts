import * as z from 'zod'
import { Done, Id, IdInput, leads, PageInput, page, route, Time } from './common.ts'

const read = { roles: leads, scope: 'contacts:read' } as const
const write = { roles: leads, scope: 'contacts:write' } as const
const tags = ['contacts']

/** Where a column of people may go (attributes are `attributes.<key>`); of companies: `name` and `domain`. */
export const importTargets = [
  'name',
  'firstName',
  'lastName',
  'email',
  'phone',
  'whatsapp',
  'external',
  'company',
  'language',
  'stage',
  'isVip',
  'preferredChannel',
  'domain',
] as const
const Target = z.union([z.enum(importTargets), z.string().regex(/^attributes\.[a-z][a-z0-9_]{0,62}$/)])
const Mapping = z.array(Target.nullable()).max(200)

export const encodings = ['utf-8', 'utf-16le', 'windows-1252'] as const
export const separators = [';', ',', '\t', '|'] as const
export const importSubjects = ['contact', 'company'] as const
export const importStates = ['draft', 'running', 'done', 'failed', 'undoing', 'undone'] as const

export const Import = z.object({
  id: Id,
  /** What its lines are about. */
  subject: z.enum(importSubjects),
  fileName: z.string(),
  state: z.enum(importStates),
  encoding: z.enum(encodings),
  separator: z.enum(separators),
  columns: z.array(z.string()),
  /** The first lines as they were read. */
  sample: z.array(z.array(z.string())),
  /** For each column where it goes; null leaves it out. A draft has what its headings suggest. */
  mapping: Mapping,
  /** What becomes of a person or a company that is known already: completed and corrected, or left as they are. */
  onMatch: z.enum(['update', 'skip']),
  /** Lines of the file, and how many are done. */
  lines: z.number().int(),
  done: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
  /** When undone: what was changed since and therefore stays. */
  kept: z.number().int(),
  by: z.string().nullable(),
  createdAt: Time,
  finishedAt: Time.nullable(),
  /** The code of what stopped it. */
  problem: z.string().nullable(),
})
export type Import = z.infer<typeof Import>

export const ImportLine = z.object({
  /** As a spreadsheet counts: the headings are line 1. */
  line: z.number().int(),
  outcome: z.enum(['create', 'update', 'refuse']),
  name: z.string(),
  identities: z.array(z.string()),
  reason: z.string().nullable(),
})
export type ImportLine = z.infer<typeof ImportLine>

export const imports = {
  listImports: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/imports',
      tags,
      summary: 'Imports of contacts and companies, the last first',
    })
    .input(PageInput)
    .output(page(Import)),
  createImport: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/imports',
      tags,
      successStatus: 201,
      summary: 'Read a CSV file of contacts or companies; nothing is written before it is started',
    })
    .input(
      z.object({
        subject: z.enum(importSubjects).default('contact'),
        fileName: z.string().trim().min(1).max(255),
        /** The file, in base64. */
        content: z.base64(),
        encoding: z.enum(encodings).optional(),
        separator: z.enum(separators).optional(),
      }),
    )
    .output(Import),
  getImport: route
    .meta(read)
    .route({ method: 'GET', path: '/imports/{id}', tags, summary: 'One import, and how far it is' })
    .input(IdInput)
    .output(Import),
  previewImport: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/imports/{id}/preview',
      tags,
      summary: 'What would become of the first lines',
    })
    .input(z.object({ id: Id, mapping: Mapping }))
    .output(z.object({ items: z.array(ImportLine) })),
  startImport: route
    .meta(write)
    .route({ method: 'POST', path: '/imports/{id}/start', tags, summary: 'Start an import' })
    .input(z.object({ id: Id, mapping: Mapping, onMatch: z.enum(['update', 'skip']).default('update') }))
    .output(Import),
  refusedLines: route
    .meta({ ...read, logged: 'export' })
    .route({
      method: 'GET',
      path: '/imports/{id}/refused',
      tags,
      summary: 'The lines that were refused, each with its reason, as a CSV file to correct and import again',
    })
    .input(IdInput)
    .output(z.object({ fileName: z.string(), csv: z.string() })),
  undoImport: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/imports/{id}',
      tags,
      summary: 'Undo an import: what nobody touched since goes or is as before; a draft is forgotten',
    })
    .input(IdInput)
    .output(Done),
}
