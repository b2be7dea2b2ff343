import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ScheduledReply } from '../../../contract/scheduled-replies.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { sayProblem } from '../acts/say-problem.ts'
import { useDesk } from '../DeskContext.tsx'
import type { Departure } from './SendLater.tsx'

/** The replies that leave a conversation later, and what may be done with each. */
export function useScheduled(conversationId: string) {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { cache } = useDesk()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const format = useFormat()
  const list = useQuery(query.scheduledReplies.list.queryOptions({ input: { id: conversationId } }))

  const refresh = async () => {
    void cache.recount()
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: query.scheduledReplies.list.key() }),
      queryClient.invalidateQueries({ queryKey: query.conversations.messages.key() }),
      queryClient.invalidateQueries({
        queryKey: query.conversations.getDrafts.queryKey({ input: { id: conversationId } }),
        refetchType: 'all',
      }),
      cache.reload(conversationId),
    ])
  }
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act()
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
    }
    await refresh()
  }
  const of = (reply: ScheduledReply) => ({ id: conversationId, replyId: reply.id })

  return {
    replies: list.data?.items ?? [],
    refresh,
    sendNow: (reply: ScheduledReply) =>
      attempt(async () => {
        const message = await call.scheduledReplies.sendNow(of(reply))
        const seconds = message.leavesAt ? Math.ceil((Date.parse(message.leavesAt) - Date.now()) / 1000) : 0
        if (seconds <= 0) announce(t('compose.left'), 'polite', { visible: true })
        else
          offerUndo({
            seconds,
            text: left => t('compose.leaving', { seconds: left }),
            undo: async () => {
              await call.conversations.undoSend({ id: conversationId, messageId: message.id })
              await refresh()
            },
          })
      }),
    move: (reply: ScheduledReply, departure: Departure) =>
      attempt(async () => {
        const { leavesAt, evenAfterNews, held } = reply
        await call.scheduledReplies.move({ ...of(reply), ...departure })
        const text = t('later.done', { when: format.when(departure.leavesAt, new Date()) })
        // What was held has no moment to go back to.
        if (held || Date.parse(leavesAt) <= Date.now()) announce(text, 'polite', { visible: true })
        else
          offerUndo({
            text,
            undo: async () => {
              await call.scheduledReplies.move({ ...of(reply), leavesAt, evenAfterNews })
              await refresh()
            },
          })
      }),
    toDraft: (reply: ScheduledReply) =>
      attempt(async () => {
        await call.scheduledReplies.unschedule(of(reply))
        announce(t('compose.taken'), 'polite', { visible: true })
      }),
  }
}

export type Scheduled = ReturnType<typeof useScheduled>
