import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { WorkProfile } from '../../../contract/queues.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'

/** Changes of what somebody knows or takes at once; what is not said stays. */
export type ProfileChange = Pick<WorkProfile, 'memberId'> &
  Partial<Pick<WorkProfile, 'skills' | 'capacity' | 'most'>>

/** What people know and how much they take at once; a change shows at once and is taken back where it is refused. */
export function useProfiles() {
  const { t } = useTranslation('common')
  const { query, call } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const queryKey = query.queues.listProfiles.queryKey()
  const profiles = useQuery(query.queues.listProfiles.queryOptions({ select: ({ items }) => items }))
  const saving = useMutation({
    mutationFn: (change: ProfileChange) => call.queues.saveProfile(change),
    onMutate: async ({ memberId, ...change }) => {
      await queryClient.cancelQueries({ queryKey })
      const before = queryClient.getQueryData(queryKey)
      queryClient.setQueryData(
        queryKey,
        known =>
          known && {
            items: known.items.map(one => (one.memberId === memberId ? { ...one, ...change } : one)),
          },
      )
      return { before }
    },
    onError: (_error, _change, kept) => {
      queryClient.setQueryData(queryKey, kept?.before)
      announce(t('trouble.notSaved'), 'assertive', { visible: true })
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey }),
        queryClient.invalidateQueries({ queryKey: query.queues.listSkills.key() }),
      ]),
  })
  return { profiles, save: saving.mutateAsync }
}
