import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useLiveEvents } from '../../live/LiveProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { useDesk } from '../DeskContext.tsx'
import type { Colleague } from '../transfer/ColleaguePicker.tsx'
import { useHandOver } from '../transfer/useTransfers.ts'

/** What colleagues were asked inside a conversation, latest first. */
export function useConsultations(conversationId: string) {
  const { query } = useApi()
  return useQuery(query.consultations.list.queryOptions({ input: { id: conversationId } }))
}

/** Questions that wait for my answer, kept true as they come and go. */
export function useAskedOfMe() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  useLiveEvents(event => {
    if (event.type.startsWith('conversation.consult'))
      void queryClient.invalidateQueries({ queryKey: query.consultations.mine.key() })
  })
  return useQuery(query.consultations.mine.queryOptions())
}

/** Asks, withdraws, declines, hands over; each act shows its result, with its way back, or says why not. */
export function useConsultActs(conversationId: string) {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const { cache } = useDesk()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const { takeBack } = useHandOver()

  const refresh = () =>
    Promise.all([
      cache.reload(conversationId),
      queryClient.invalidateQueries({ queryKey: query.consultations.key() }),
      queryClient.invalidateQueries({ queryKey: query.transfers.key() }),
    ])
  /** True when it was done; otherwise the sentence of the refusal was said. */
  const attempt = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act()
      await refresh()
      return true
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
      void refresh()
      return false
    }
  }
  return {
    ask: (to: Colleague, { question, level }: { question: string; level: number }) =>
      attempt(async () => {
        const { id } = await call.consultations.ask({
          ...{ id: conversationId, question },
          ...(to.kind === 'member' && { memberId: to.id }),
          ...(to.kind === 'team' && { teamId: to.id }),
          ...(to.kind === 'skill' && { skillId: to.id, level }),
        })
        offerUndo({
          text: t('consult.asked', { name: 'name' in to ? to.name : t('consult.supervisor') }),
          undo: async () => {
            await call.consultations.withdraw({ id })
            await refresh()
          },
        })
      }),
    withdraw: (id: string) => attempt(() => call.consultations.withdraw({ id })),
    decline: (id: string) => attempt(() => call.consultations.decline({ id })),
    handOver: (id: string, { expected, text }: { expected: string | null; text: string }) =>
      attempt(async () => {
        const transfer = await call.consultations.handOver({ id, expected })
        offerUndo({ text, undo: async () => void (await takeBack(transfer.id)) })
      }),
  }
}
