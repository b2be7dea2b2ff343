import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useDesk } from '../DeskContext.tsx'
import type { Departure } from '../scheduled/SendLater.tsx'
import { useScheduled } from '../scheduled/useScheduled.ts'
import { useDraftKeeper } from './DraftsProvider.tsx'
import { replyInput } from './sending.ts'
import { problemOf, type Sending, type SendResult } from './useSend.ts'

/** Keeps a reply for later: it leaves the composer as if it were sent, and comes back whole when it is refused or undone. */
export function useSchedule({ id, number }: Pick<Conversation, 'id' | 'number'>) {
  const { t } = useTranslation('desk')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { open, goOn, view } = useDesk()
  const { refresh } = useScheduled(id)
  const keeper = useDraftKeeper()
  const offerUndo = useUndo()
  const format = useFormat()
  return async (
    sending: Pick<Sending, 'envelope' | 'afterwards' | 'sendAnyway' | 'macro' | 'attempt'>,
    departure: Departure,
  ): Promise<SendResult> => {
    const attempt = sending.attempt ?? crypto.randomUUID()
    const content = await keeper.lift(id, 'reply')
    try {
      const reply = await call.scheduledReplies.schedule(
        {
          id,
          text: content.text,
          attachmentIds: content.attachments.map(file => file.id),
          ...replyInput(content, sending),
          ...departure,
        },
        { context: { idempotencyKey: attempt } },
      )
      queryClient.setQueryData(query.conversations.getDrafts.queryKey({ input: { id } }), known =>
        known ? { items: known.items.filter(draft => draft.kind !== 'reply') } : known,
      )
      keeper.forget(id, 'reply')
      goOn('snooze', id)
      await refresh()
      offerUndo({
        text: t('later.done', { when: format.when(reply.leavesAt, new Date()) }),
        undo: async () => {
          await call.scheduledReplies.unschedule({ id, replyId: reply.id })
          await refresh()
          open({ id, number }, { view })
        },
      })
      return { kind: 'sent' }
    } catch (error) {
      keeper.edit(id, 'reply', content)
      return problemOf(error, attempt)
    }
  }
}
