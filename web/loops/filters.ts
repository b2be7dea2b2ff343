import { readId } from '../ui/read-id.ts'
import { type State, states } from './words.ts'

export type Layout = 'board' | 'list'

/** What the screen shows; all of it lives in the address. */
export interface Filters {
  /** Undefined: the board where there is room, the list on a phone. */
  layout?: Layout | undefined
  /** `me`, the id of a member, or undefined for everyone. */
  owner?: string | undefined
  /** Of the list only: the board shows each state in its column. */
  state?: State | 'all' | undefined
}

/** Reads the address; a value that means nothing is no filter. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search)
  const layout = query.get('view')
  return {
    layout: layout === 'board' || layout === 'list' ? layout : undefined,
    owner: query.get('owner') === 'me' ? 'me' : readId(query.get('owner')),
    state: [...states, 'all' as const].find(state => state === query.get('state')),
  }
}

/** Writes the address of the screen, or of one recovery open over it. */
export function recoveriesPath(filters: Filters, id?: string): string {
  const query = new URLSearchParams()
  if (filters.layout) query.set('view', filters.layout)
  if (filters.owner) query.set('owner', filters.owner)
  if (filters.state) query.set('state', filters.state)
  const text = query.toString()
  return `/loops/recoveries${id ? `/${id}` : ''}${text ? `?${text}` : ''}`
}

/** What is asked of the server for these filters. */
export function listInput(owner: string | undefined, state: State | 'open' | undefined) {
  return {
    ...(state && { state }),
    ...(owner === 'me' ? { mine: 'true' as const } : owner ? { owner } : {}),
    limit: 30,
  }
}
