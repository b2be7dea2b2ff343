import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SideConversation } from '../../../contract/side-conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'

/** The side conversations of a conversation, and what one does with them: each act shows its result or says why not. */
export function useSideConversations(id: string) {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const options = query.sideConversations.list.queryOptions({ input: { id } })
  const list = useQuery(options)
  const put = (side: SideConversation) =>
    queryClient.setQueryData(options.queryKey, known => ({
      items: (known?.items ?? []).some(one => one.id === side.id)
        ? known!.items.map(one => (one.id === side.id ? side : one))
        : [...(known?.items ?? []), side],
    }))

  /** True when it was done; otherwise the sentence of the refusal was said. */
  const perform = async (act: () => Promise<SideConversation>): Promise<SideConversation | undefined> => {
    try {
      const side = await act()
      put(side)
      return side
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
      return undefined
    }
  }
  const offerTakeBack = (side: SideConversation) => {
    const { id: messageId, leavesAt } = side.messages.at(-1) ?? {}
    const seconds = leavesAt ? Math.round((Date.parse(leavesAt) - Date.now()) / 1000) : 0
    if (!messageId || seconds <= 0) return
    offerUndo({
      seconds,
      text: left => t('compose.leaving', { seconds: left }),
      undo: async () => {
        await call.sideConversations.takeBack({ id, sideId: side.id, messageId })
        await queryClient.invalidateQueries({ queryKey: options.queryKey })
      },
    })
  }
  return {
    list,
    sides: list.data?.items ?? [],
    open: async (input: Omit<Parameters<typeof call.sideConversations.open>[0], 'id'>) => {
      const side = await perform(() => call.sideConversations.open({ ...input, id }))
      if (side) offerTakeBack(side)
      return side
    },
    write: async (sideId: string, text: string, attachmentIds: string[]) => {
      const side = await perform(() => call.sideConversations.write({ id, sideId, text, attachmentIds }))
      if (side) offerTakeBack(side)
      return side
    },
    setClosed: (sideId: string, isClosed: boolean) =>
      perform(() => call.sideConversations[isClosed ? 'close' : 'reopen']({ id, sideId })),
    markRead: (sideId: string) => perform(() => call.sideConversations.read({ id, sideId })),
  }
}

export type SideConversations = ReturnType<typeof useSideConversations>
