import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Offer, refusalReasons } from '../../../contract/work.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useExtraCommands } from '../../keyboard/useCommands.ts'
import { useWorkBell } from '../../live/LiveProvider.tsx'
import { useWorkState } from '../../presence/useWorkState.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { OfferBox } from './OfferBox.tsx'
import { useNextWork } from './useNextWork.ts'
import { useOpenMine } from './useOpenMine.ts'

/** Shows what I am offered on whichever screen I am, one offer at a time, and asks for the next request. */
export default function DeskOffers() {
  const { t } = useTranslation(['work', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const openMine = useOpenMine()
  const work = useWorkState()
  const key = query.work.getWorkState.queryKey()
  useWorkBell(() => void queryClient.invalidateQueries({ queryKey: key }))

  const sayRefusal = (error: unknown) => {
    announce(sayProblem(error, t), 'assertive', { visible: true })
    return queryClient.invalidateQueries({ queryKey: key })
  }
  const accept = useMutation({
    mutationFn: ({ id }: Offer) => call.work.acceptOffer({ id }),
    onSuccess: ({ conversationId }) => openMine(conversationId),
    onError: sayRefusal,
  })
  const decline = useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: (typeof refusalReasons)[number] }) =>
      call.work.declineOffer({ id, reason }),
    onSuccess: state => {
      queryClient.setQueryData(key, state)
      announce(t('offer.declined'))
    },
    onError: sayRefusal,
  })
  const next = useNextWork()
  useExtraCommands(
    work
      ? [
          {
            id: 'work.next',
            group: 'act',
            name: t('next.act'),
            words: t('next.words'),
            run: next,
          },
        ]
      : [],
  )

  const [offer] = work?.state.offers ?? []
  if (!work || !offer) return null
  return (
    <OfferBox
      key={offer.id}
      offer={offer}
      readAt={work.readAt}
      more={work.state.offers.length - 1}
      isBusy={accept.isPending || decline.isPending}
      onAccept={() => accept.mutate(offer)}
      onDecline={reason => decline.mutate({ id: offer.id, reason })}
    />
  )
}
