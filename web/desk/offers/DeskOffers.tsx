import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Offer, refusalReasons } from '../../../contract/work.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useExtraCommands } from '../../keyboard/useCommands.ts'
import { useWorkBell } from '../../live/LiveProvider.tsx'
import { useWorkState } from '../../presence/useWorkState.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { deskPath } from '../address.ts'
import { OfferBox } from './OfferBox.tsx'

/** Shows what I am offered on whichever screen I am, one offer at a time, and asks for the next request. */
export default function DeskOffers() {
  const { t } = useTranslation(['work', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const [, navigate] = useLocation()
  const work = useWorkState()
  const key = query.work.getWorkState.queryKey()
  useWorkBell(() => void queryClient.invalidateQueries({ queryKey: key }))

  const sayRefusal = (error: unknown) => {
    announce(sayProblem(error, t), 'assertive', { visible: true })
    return queryClient.invalidateQueries({ queryKey: key })
  }
  const openConversation = async (conversationId: string) => {
    const conversation = await call.conversations.get({ id: conversationId })
    queryClient.setQueryData(
      query.conversations.get.queryKey({ input: { id: conversationId } }),
      conversation,
    )
    navigate(deskPath('mine', conversation.number))
    void queryClient.invalidateQueries({ queryKey: key })
  }
  const accept = useMutation({
    mutationFn: ({ id }: Offer) => call.work.acceptOffer({ id }),
    onSuccess: ({ conversationId }) => openConversation(conversationId),
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
  const next = useMutation({
    mutationFn: () => call.work.nextWork(),
    onSuccess: ({ conversationId, why }) => {
      if (conversationId) return openConversation(conversationId)
      if (why) announce(t(`next.${why}`), 'polite', { visible: true })
    },
    onError: sayRefusal,
  })
  useExtraCommands(
    work
      ? [
          {
            id: 'work.next',
            group: 'act',
            name: t('next.act'),
            words: t('next.words'),
            run: () => next.mutate(),
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
