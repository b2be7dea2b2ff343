import type { SavedView } from '../../../contract/saved-views.ts'
import { type Filters, readFilters, writeFilters } from '../list/filters.ts'

/** What the address says of a saved view, and so what the list shows of it. */
export function queryOf({ filters }: Pick<SavedView, 'filters'>): string {
  const { waitingHours, ...others } = filters
  return writeFilters({ ...others, ...(waitingHours && { waitingHours: String(waitingHours) }) })
}

/** What a view keeps of the filters on screen; the order is nobody's but mine. */
export function filtersOf({ order: _, waitingHours, ...filters }: Filters): SavedView['filters'] {
  return {
    ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)),
    ...(waitingHours && { waitingHours: Number(waitingHours) }),
  }
}

/** True when the list shows this very view. */
export function isShown(saved: Pick<SavedView, 'view' | 'filters'>, view: string, search: string): boolean {
  const { order: _, ...filters } = readFilters(search)
  return saved.view === view && queryOf(saved) === writeFilters(filters)
}
