import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/ApiProvider.tsx'

/** Numbers that customers may call. */
export function usePhones() {
  const { query } = useApi()
  return useQuery(query.portal.listPhones.queryOptions({ select: ({ items }) => items }))
}

/** Asks again for what customers find by themselves. */
export function useRefreshPortal() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: query.portal.key() })
}
