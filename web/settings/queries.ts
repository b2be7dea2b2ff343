import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/ApiProvider.tsx'

/** Teams of the workspace. */
export function useTeams() {
  const { query } = useApi()
  return useQuery(query.workspaces.listTeams.queryOptions({ select: ({ items }) => items }))
}

/** Sites of the workspace. */
export function useSites() {
  const { query } = useApi()
  return useQuery(query.workspaces.listSites.queryOptions({ select: ({ items }) => items }))
}

/** Partners of the workspace. */
export function usePartners() {
  const { query } = useApi()
  return useQuery(query.workspaces.listPartners.queryOptions({ select: ({ items }) => items }))
}

/** Calendars of the workspace. */
export function useCalendars() {
  const { query } = useApi()
  return useQuery(query.workspaces.listCalendars.queryOptions({ select: ({ items }) => items }))
}

/** People who work here now. */
export function useMembers() {
  const { query } = useApi()
  return useQuery(
    query.workspaces.listMembers.queryOptions({
      input: { status: 'active' },
      select: ({ items }) => items,
    }),
  )
}

/** Asks again for what a change of the organisation may have touched. */
export function useRefreshOrganisation() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  return () =>
    Promise.all(
      [
        query.workspaces.listMembers,
        query.workspaces.listTeams,
        query.workspaces.listSites,
        query.workspaces.listPartners,
        query.workspaces.listInvitations,
      ].map(list => queryClient.invalidateQueries({ queryKey: list.key() })),
    )
}
