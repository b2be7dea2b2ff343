import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { ApiProblem } from '../../api/api-problem.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useDesk } from '../DeskContext.tsx'
import { sayProblem } from './say-problem.ts'

export interface Performance {
  id: string
  /** What the screen shows before the server answers. */
  change: Partial<Conversation>
  run: () => Promise<Conversation>
  /** What the undo bar says. */
  done: string
  undo: () => Promise<Conversation>
  /** One has gone on to the next row: taking it back leads back to it. */
  leaves?: boolean
  /** Where one was, and is again when the server refuses. */
  from?: Pick<Conversation, 'id' | 'number'>
}

/**
 * Does an act at once: the screen changes, the bar offers the way back, and a refusal puts everything back with a
 * sentence. True when the server accepted.
 */
export function usePerform() {
  const { t } = useTranslation(['desk', 'common'])
  const { cache, open, settleList } = useDesk()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  return useCallback(
    async ({ id, change, run, done, undo, leaves = false, from }: Performance): Promise<boolean> => {
      const takeBack = cache.patch(id, change)
      settleList.current()
      const running = run()
      const dropOffer = offerUndo({
        text: done,
        undo: async () => {
          await running
          const restored = await undo()
          cache.put(restored)
          void cache.recount()
          await cache.relist()
          settleList.current()
          // From another screen only the act is taken back: nobody asked to leave that screen.
          if (leaves && isOnDesk()) open(restored)
        },
      })
      try {
        cache.put(await running)
        void cache.recount()
        return true
      } catch (error) {
        takeBack()
        dropOffer()
        void cache.reload(id)
        // The sentence says what to do there, not where one has gone meanwhile.
        if (from && isRefusal(error) && isOnDesk()) open(from)
        announce(sayProblem(error, t), 'assertive', { visible: true })
        return false
      }
    },
    [cache, open, settleList, offerUndo, announce, t],
  )
}

const isRefusal = (error: unknown) => error instanceof ApiProblem && error.status < 500

const isOnDesk = () => /^(?:\/w\/[^/]+)?\/desk(?:\/|$)/.test(location.pathname)
