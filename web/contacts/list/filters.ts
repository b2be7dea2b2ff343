import type { Contact } from '../../../contract/contacts.ts'
import { readId } from '../../ui/read-id.ts'

export type Stage = NonNullable<Contact['stage']>

/** Stages in the order of a customer's life; the contract's own list would bring Zod into the page. */
export const stages = ['prospect', 'customer', 'inactive', 'lost'] as const satisfies readonly Stage[]

/** What narrows the address book; each lives in the address under its own name. */
export interface Filters {
  q?: string | undefined
  stage?: Stage | undefined
  /** Id of a company. */
  company?: string | undefined
  vip?: 'yes' | 'no' | undefined
  /** An exact address or number. */
  identity?: string | undefined
  /** Id of a segment. */
  segment?: string | undefined
}

export const filterNames = ['stage', 'company', 'vip', 'identity', 'segment'] as const
export type FilterName = (typeof filterNames)[number]

/** Reads the filters of an address; a value that means nothing is no filter. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search)
  const text = (name: string) => query.get(name)?.trim() || undefined
  const vip = query.get('vip')
  return {
    q: text('q'),
    stage: stages.find(stage => stage === query.get('stage')),
    company: readId(query.get('company')),
    vip: vip === 'yes' || vip === 'no' ? vip : undefined,
    identity: text('identity'),
    segment: readId(query.get('segment')),
  }
}

/** Writes the filters for an address, in a fixed order so that the same list has one address. */
export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams()
  for (const name of ['q', ...filterNames] as const) {
    const value = filters[name]
    if (value) query.set(name, value)
  }
  return query.toString()
}

/** The query of an address with these filters in it; what else it says, such as the open part of a card, stays. */
export function withFilters(search: string, filters: Filters): string {
  const query = new URLSearchParams(search)
  for (const name of ['q', ...filterNames] as const) query.delete(name)
  return [writeFilters(filters), query.toString()].filter(Boolean).join('&')
}

/** How many filters narrow the list, the search aside. */
export function countFilters(filters: Filters): number {
  return filterNames.filter(name => filters[name]).length
}

/** Writes the address of the book or of one card in it; the filters stay, so that going back finds the same list. */
export function bookPath(id: string | undefined, filters: Filters): string {
  const query = writeFilters(filters)
  return `/contacts${id ? `/${id}` : ''}${query ? `?${query}` : ''}`
}
