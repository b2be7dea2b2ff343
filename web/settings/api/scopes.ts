import type { Role, Scope } from '../../../contract/common.ts'

/** Scopes by what they open; the contract's own list would bring Zod into the page. */
export const scopeGroups = [
  { of: 'conversations', scopes: ['conversations:read', 'conversations:write'] },
  { of: 'contacts', scopes: ['contacts:read', 'contacts:write'] },
  { of: 'channels', scopes: ['channels:read', 'channels:write'] },
  { of: 'surveys', scopes: ['surveys:read'] },
  { of: 'loops', scopes: ['loops:read', 'loops:write'] },
  { of: 'events', scopes: ['events:read'] },
  { of: 'settings', scopes: ['settings:read', 'settings:write'] },
  { of: 'audit', scopes: ['audit:read'] },
] as const satisfies readonly { of: string; scopes: readonly Scope[] }[]

/** Roles that a key of the workspace can have: the others depend on who the person is. */
export const keyRoles = ['adviser', 'supervisor', 'administrator'] as const satisfies readonly Role[]

/** Lives that are offered, in days; 0 is without end. */
export const lives = ['30', '90', '365', '0'] as const

/** The last instant of a key of this life. */
export function expiryOf(life: string, now: Date): string | null {
  const days = Number(life)
  return days > 0 ? new Date(now.getTime() + days * 86_400_000).toISOString() : null
}
