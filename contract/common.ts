import { oc } from '@orpc/contract'
import * as z from 'zod'

/** What a person may do in a workspace; see docs/glossary.md. */
export const roles = ['administrator', 'supervisor', 'adviser', 'collaborator', 'partner'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** The five roles minus those who see only what is shared with them or their own queues. */
export const inside = ['administrator', 'supervisor', 'adviser'] as const satisfies Role[]
export const leads = ['administrator', 'supervisor'] as const satisfies Role[]

export const scopes = [
  'conversations:read',
  'conversations:write',
  'contacts:read',
  'contacts:write',
  'channels:read',
  'channels:write',
  'surveys:read',
  'loops:read',
  'loops:write',
  'events:read',
  'settings:read',
  'settings:write',
  'audit:read',
] as const
export const Scope = z.enum(scopes)
export type Scope = z.infer<typeof Scope>

/** Who may call a route: the roles, and the scope an API key needs. `roles: 'anyone'` is public. */
export interface Access {
  roles: readonly Role[] | 'anyone' | 'signed_in'
  scope?: Scope
  /** Reads and exports of personal data leave a line in the access log (DAT-13). */
  logged?: 'read' | 'search' | 'export' | 'download'
  /** Only people, with a session: an API key is refused. */
  peopleOnly?: boolean
  /** The answer holds a secret shown once: a replay under the same idempotency key says so instead. */
  secretAnswer?: boolean
}

export const route = oc.$meta<Access>({ roles: [] })

export const Id = z.uuid()
/** Before the year 9999: the instant after the last of those that ISO 8601 writes with four digits has no such text. */
export const Time = z.iso.datetime({ offset: true }).refine(time => time < '9999')
export const Day = z.iso.date()
export const Language = z.enum(['fr', 'en'])
export type Language = z.infer<typeof Language>
export const Cursor = z.string().max(400)
export const Limit = z.coerce.number().int().min(1).max(100).default(50)
export const PageInput = z.object({ cursor: Cursor.optional(), limit: Limit })

/** One page and the cursor of the next; `next` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

export const IdInput = z.object({ id: Id })
export const Done = z.object({ done: z.literal(true) })

/** RFC 9457 problem with a stable code and a sentence in the caller's language. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
  instance: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>

export const Address = z.object({ name: z.string().max(300).default(''), address: z.string().max(320) })
export type Address = z.infer<typeof Address>

export const Named = z.object({ id: Id, name: z.string() })

/** What a note should not hold without need (DAT-7). */
export const SensitiveKind = z.enum(['social_security', 'iban', 'card', 'health', 'religion', 'insult'])
export type SensitiveKind = z.infer<typeof SensitiveKind>
