import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkState } from '../../contract/work.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { everyone } from '../roles.ts'
import { useSession } from '../session.tsx'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import type { Presence } from '../ui/PresenceIcon.tsx'

/** Those whom routing may give something. */
const workers = everyone.filter(role => role !== 'collaborator')
/** The bell tells at once; this is for a bell that was lost, and for a house that switches routing on. */
const againMs = 20_000

/** How I am and what I am offered; undefined where routing is off, or not for me. */
export function useWorkState(): { state: WorkState; readAt: number } | undefined {
  const { query } = useApi()
  const { is } = useSession()
  const { data, dataUpdatedAt } = useQuery(
    query.work.getWorkState.queryOptions({
      enabled: is(...workers),
      refetchInterval: againMs,
      refetchOnWindowFocus: true,
    }),
  )
  return data?.isOn ? { state: data, readAt: dataUpdatedAt } : undefined
}

/** Says how I am: shown at once, taken back with a sentence where it could not be said. */
export function useDeclare() {
  const { t } = useTranslation('work')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  return useCallback(
    async (status: WorkState['status'], minutes?: number) => {
      const key = query.work.getWorkState.queryKey()
      const before = queryClient.getQueryData(key)
      if (before) queryClient.setQueryData(key, { ...before, status, isSilent: false, until: null })
      try {
        await queryClient.cancelQueries({ queryKey: key })
        queryClient.setQueryData(key, await call.work.setWorkState({ status, ...(minutes && { minutes }) }))
        announce(t('presence.said', { status: t(`presence.set.${status}`) }))
      } catch {
        if (before) queryClient.setQueryData(key, before)
        announce(t('presence.failed'), 'assertive', { visible: true })
      }
    },
    [call, query, queryClient, announce, t],
  )
}

/** How somebody is, as it is drawn. */
export const presenceOf = ({ status, isSilent }: WorkState): Presence => (isSilent ? 'notResponding' : status)
