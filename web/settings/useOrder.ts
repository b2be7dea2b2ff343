import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { newPositions } from './move.ts'

interface Placed {
  id: string
  position: number
}

/** Puts things of a list in a new order: on the screen at once, then on the server, taken back if refused. */
export function useOrder<Thing extends Placed>(
  queryKey: QueryKey,
  write: (change: Placed) => Promise<unknown>,
) {
  const { t } = useTranslation('common')
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const ordering = useMutation({
    mutationFn: (list: readonly Thing[]) => Promise.all(newPositions(list).map(write)),
    onMutate: async list => {
      await queryClient.cancelQueries({ queryKey })
      const before = queryClient.getQueryData<{ items: Thing[] }>(queryKey)
      const places = new Map(list.map(({ id }, index) => [id, index]))
      queryClient.setQueryData<{ items: Thing[] }>(
        queryKey,
        known =>
          known && {
            items: known.items
              .map(thing => ({ ...thing, position: places.get(thing.id) ?? thing.position }))
              .toSorted((one, other) => one.position - other.position),
          },
      )
      return { before }
    },
    onError: (_error, _list, kept) => {
      queryClient.setQueryData(queryKey, kept?.before)
      announce(t('trouble.notSaved'), 'assertive', { visible: true })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  })
  return ordering.mutate
}
