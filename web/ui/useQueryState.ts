import { useCallback } from 'react'
import { useLocation, useSearch } from 'wouter'

/**
 * Keeps a filter, a sort or a period in the address, so that a link shows the same screen. Going back undoes a
 * chosen filter, but not each letter of a search: pass `replace` for those.
 */
export function useQueryState(
  name: string,
  fallback = '',
): [value: string, set: (value: string, options?: { replace?: boolean }) => void] {
  const search = useSearch()
  const [path, navigate] = useLocation()
  const value = new URLSearchParams(search).get(name) ?? fallback
  const set = useCallback(
    (next: string, options?: { replace?: boolean }) => {
      const query = new URLSearchParams(location.search)
      if (next === fallback) query.delete(name)
      else query.set(name, next)
      const text = query.toString()
      navigate(text ? `${path}?${text}` : path, { replace: options?.replace ?? false })
    },
    [name, fallback, path, navigate],
  )
  return [value, set]
}
