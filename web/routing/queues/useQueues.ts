import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { usePartners, useSites, useTeams } from '../../settings/queries.ts'
import { reasonName, useReasons } from '../../settings/reasons/useReasons.ts'

/** How the work of each team comes to it, with how to ask for it again. */
export function useQueues() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  return {
    queues: useQuery(query.queues.list.queryOptions({ select: ({ items }) => items })),
    refresh: () => queryClient.invalidateQueries({ queryKey: query.queues.list.key() }),
  }
}

/** What each partner may be given, with how to ask for it again. */
export function useContracts() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  return {
    contracts: useQuery(query.queues.listContracts.queryOptions({ select: ({ items }) => items })),
    refresh: () => queryClient.invalidateQueries({ queryKey: query.queues.listContracts.key() }),
  }
}

/** Skills that people may declare. */
export function useSkills() {
  const { query } = useApi()
  return useQuery(query.queues.listSkills.queryOptions({ select: ({ items }) => items }))
}

/** What queues and contracts are made of, by name, for those who choose. */
export function useQueueChoices() {
  const { i18n } = useTranslation()
  const named = (items: readonly { id: string; name: string }[] | undefined) =>
    (items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const { reasons } = useReasons()
  return {
    teams: named(useTeams().data),
    sites: named(useSites().data),
    partners: named(usePartners().data),
    skills: named(useSkills().data),
    reasons: (reasons.data ?? []).map(one => ({ value: one.id, label: reasonName(one, i18n.language) })),
  }
}
