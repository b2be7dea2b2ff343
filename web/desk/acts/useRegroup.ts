import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, ConversationRow } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useDesk } from '../DeskContext.tsx'
import { sayProblem } from './say-problem.ts'

type Named = Pick<ConversationRow, 'id' | 'number'>

/** Makes one conversation of two, two of one, or ties two together; each with its way back. */
export function useRegroup() {
  const { t } = useTranslation(['desk', 'common'])
  const { call } = useApi()
  const { cache, open } = useDesk()
  const offerUndo = useUndo()
  const announce = useAnnounce()

  /** Does it, shows where it led, and offers to take it back; a refusal is said. */
  const perform = useCallback(
    async (act: {
      touched: readonly string[]
      run: () => Promise<Conversation>
      done: string
      undo: (made: Conversation) => Promise<Conversation>
      stays?: boolean
    }) => {
      const show = async (conversation: Conversation) => {
        cache.put(conversation)
        await Promise.all(act.touched.map(id => cache.reload(id)))
        void cache.recount()
        void cache.relist()
        if (!act.stays) open(conversation)
      }
      try {
        const made = await act.run()
        await show(made)
        offerUndo({ text: act.done, undo: async () => show(await act.undo(made)) })
      } catch (error) {
        announce(sayProblem(error, t), 'assertive', { visible: true })
      }
    },
    [cache, open, offerUndo, announce, t],
  )

  return useMemo(() => {
    const { conversations } = call
    return {
      merge: (from: Named, into: Named, otherPerson: boolean) =>
        perform({
          touched: [from.id, into.id],
          run: () => conversations.sameRequest({ id: from.id, into: into.id, otherPerson }),
          done: t('linked.done'),
          undo: () => conversations.undoSameRequest({ id: from.id }),
        }),
      split: (from: Named, which: { messageIds: string[] } | { fromMessageId: string }) =>
        perform({
          touched: [from.id],
          run: () => conversations.split({ id: from.id, ...which }),
          done: t('regroup.split'),
          undo: made => conversations.undoSplit({ id: made.id }),
        }),
      unsplit: (id: string, from: Named) =>
        perform({
          touched: [id, from.id],
          run: () => conversations.undoSplit({ id }),
          done: t('linked.done'),
          undo: () => conversations.get({ id: from.id }),
        }),
      setLink: (one: Named, other: Named, isLinked: boolean) =>
        perform({
          touched: [other.id],
          stays: true,
          run: () =>
            isLinked
              ? conversations.link({ id: one.id, otherId: other.id })
              : conversations.unlink({ id: one.id, otherId: other.id }),
          done: t(isLinked ? 'regroup.linked' : 'regroup.unlinked', { number: other.number }),
          undo: () =>
            isLinked
              ? conversations.unlink({ id: one.id, otherId: other.id })
              : conversations.link({ id: one.id, otherId: other.id }),
        }),
    }
  }, [call, perform, t])
}
