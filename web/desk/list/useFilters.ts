import { useCallback, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import { type Filters, readFilters, writeFilters } from './filters.ts'

/** The filters of the list, kept in the address; a search being typed does not fill the history. */
export function useFilters() {
  const search = useSearch()
  const [path, navigate] = useLocation()
  const filters = useMemo(() => readFilters(search), [search])
  const change = useCallback(
    (part: Partial<Filters>, { replace = false } = {}) => {
      const query = writeFilters({ ...readFilters(location.search), ...part })
      navigate(query ? `${path}?${query}` : path, { replace })
    },
    [path, navigate],
  )
  return { filters, change, query: writeFilters(filters) }
}
