import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'

/**
 * Removes what the server could not bring back as it was: gone from the screen at once, gone for good when the ten
 * seconds of the undo are over. Closing the tab before keeps the thing, which is the safe side.
 */
export function useLeaving(kind: string) {
  const { t } = useTranslation('common')
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  // In the cache rather than in the screen: going elsewhere and back must not show the thing again.
  const { data: leaving } = useQuery<readonly string[]>({
    queryKey: ['leaving', kind],
    queryFn: () => [],
    initialData: [],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  const set = useCallback(
    (change: (ids: readonly string[]) => readonly string[]) =>
      queryClient.setQueryData<readonly string[]>(['leaving', kind], ids => change(ids ?? [])),
    [queryClient, kind],
  )
  const remove = (id: string, text: string, act: () => Promise<unknown>) => {
    const back = () => set(ids => ids.filter(other => other !== id))
    set(ids => [...ids, id])
    offerUndo({
      text,
      undo: back,
      onExpire: () => {
        act()
          .catch(() => announce(t('trouble.notSaved'), 'assertive', { visible: true }))
          .finally(back)
      },
    })
  }
  return { isLeaving: (id: string) => leaving.includes(id), remove }
}
