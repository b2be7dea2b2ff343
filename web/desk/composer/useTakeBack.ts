import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { useDesk } from '../DeskContext.tsx'

/** Calls a reply back before it leaves: its words are the draft again, wherever one has gone meanwhile. */
export function useTakeBack() {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { cache } = useDesk()
  const announce = useAnnounce()
  const takeBack = useCallback(
    async ({ id: messageId, conversationId: id }: Pick<Message, 'id' | 'conversationId'>) => {
      await call.conversations.undoSend({ id, messageId })
      await Promise.all([
        queryClient.invalidateQueries({
          queryKey: query.conversations.getDrafts.queryKey({ input: { id } }),
          refetchType: 'all',
        }),
        queryClient.invalidateQueries({ queryKey: query.conversations.messages.key() }),
        cache.reload(id),
      ])
    },
    [call, query, queryClient, cache],
  )
  /** The same from the thread: a refusal is said where one looks. */
  const tryTakeBack = useCallback(
    async (message: Message) => {
      try {
        await takeBack(message)
        announce(t('compose.taken'), 'polite', { visible: true })
      } catch (error) {
        announce(sayProblem(error, t), 'assertive', { visible: true })
      }
    },
    [takeBack, announce, t],
  )
  return { takeBack, tryTakeBack }
}
