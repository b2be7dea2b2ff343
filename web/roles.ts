import type { Role } from '../contract/common.ts'

// The contract's own lists stand beside its schemas; importing them would bring Zod into the page.

/** Everyone who has a place in the workspace. */
export const everyone = [
  'administrator',
  'supervisor',
  'adviser',
  'collaborator',
  'partner',
] as const satisfies readonly Role[]

/** Those who see the whole workspace. */
export const inside = ['administrator', 'supervisor', 'adviser'] as const satisfies readonly Role[]

/** Those who lead. */
export const leads = ['administrator', 'supervisor'] as const satisfies readonly Role[]
