import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/ApiProvider.tsx'

/** Brands of the workspace, the default one first. */
export function useBrands() {
  const { query } = useApi()
  return useQuery(query.workspaces.listBrands.queryOptions({ select: ({ items }) => items }))
}

/** Asks again for the brands after a change. */
export function useRefreshBrands() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: query.workspaces.listBrands.key() })
}
