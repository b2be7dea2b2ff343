import { useQueryState } from '../../ui/useQueryState.ts'

const statuses = ['active', 'deactivated', 'all'] as const

/** What of the people is shown: kept in the address, so that a link shows the same list. */
export function usePeopleFilters() {
  const [q, setQ] = useQueryState('q')
  const [role, setRole] = useQueryState('role')
  const [team, setTeam] = useQueryState('team')
  const [status, setStatus] = useQueryState('status', 'active')
  return {
    q,
    setQ,
    role,
    setRole,
    team,
    setTeam,
    status: statuses.find(known => known === status) ?? 'active',
    setStatus,
  }
}

export type PeopleFilterState = ReturnType<typeof usePeopleFilters>
