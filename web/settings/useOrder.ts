import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { newPositions } from './move.ts'

interface Placed {
  id: string
  position: number
}

/** Puts things of a list, each with a position of its own, in a new order. */
export function useOrder<Thing extends Placed>(
  queryKey: QueryKey,
  write: (change: Placed) => Promise<unknown>,
) {
  return useListOrder<Thing>(queryKey, {
    write: list => Promise.all(newPositions(list).map(write)),
    arrange: (known, list) => {
      const places = new Map(list.map(({ id }, index) => [id, index]))
      return known
        .map(thing => ({ ...thing, position: places.get(thing.id) ?? thing.position }))
        .toSorted((one, other) => one.position - other.position)
    },
  })
}

/** Puts a list in a new order: on the screen at once, then on the server, taken back if refused. */
export function useListOrder<Thing>(
  queryKey: QueryKey,
  {
    write,
    arrange = (_known, list) => [...list],
    stale = queryKey,
  }: {
    write: (list: readonly Thing[]) => Promise<unknown>
    /** How the list that is shown becomes the new one; as it is given where nothing is said. */
    arrange?: (known: readonly Thing[], list: readonly Thing[]) => Thing[]
    /** What is read again then; the list alone where nothing is said. */
    stale?: QueryKey
  },
) {
  const { t } = useTranslation('common')
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const ordering = useMutation({
    mutationFn: write,
    onMutate: async list => {
      await queryClient.cancelQueries({ queryKey })
      const before = queryClient.getQueryData<{ items: Thing[] }>(queryKey)
      queryClient.setQueryData<{ items: Thing[] }>(
        queryKey,
        known => known && { ...known, items: arrange(known.items, list) },
      )
      return { before }
    },
    onError: (_error, _list, kept) => {
      queryClient.setQueryData(queryKey, kept?.before)
      announce(t('trouble.notSaved'), 'assertive', { visible: true })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: stale }),
  })
  return ordering.mutate
}
