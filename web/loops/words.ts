import type { Recovery } from '../../contract/loops.ts'

export type State = Recovery['state']
export type OpenState = Exclude<State, 'repaired'>
export type Outcome = NonNullable<Recovery['outcome']>
export type ToldHow = NonNullable<Recovery['customerToldHow']>

// The contract's own lists stand beside its schemas; importing them would bring Zod into the page.

/** Steps in the order of the board. */
export const states = ['to_take', 'contacted', 'waiting', 'repaired'] as const satisfies readonly State[]
/** Steps between which a recovery moves freely; the last one asks how it ended. */
export const openStates = ['to_take', 'contacted', 'waiting'] as const satisfies readonly OpenState[]
export const outcomes = [
  'repaired',
  'goodwill',
  'explained',
  'unreachable',
  'refused',
] as const satisfies readonly Outcome[]
export const toldHow = ['email', 'phone', 'sms', 'chat', 'in_person'] as const satisfies readonly ToldHow[]
