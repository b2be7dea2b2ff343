import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, ConversationRow } from '../../../contract/conversations.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { useDesk } from '../DeskContext.tsx'
import { refusals } from './refusals.ts'

export interface BulkAct {
  change: (row: ConversationRow) => Partial<Conversation>
  run: (row: ConversationRow) => Promise<Conversation>
  undo: (row: ConversationRow) => Promise<Conversation>
  /** The choice stays, for another act. */
  keepsChoice?: boolean
}

/** How many conversations are changed at the same time. */
const abreast = 4

/**
 * Does one act on many conversations: those refused are put back, named with why, and stay chosen; one undo takes back the
 * others.
 */
export function useBulk(onDone: (refused: readonly string[]) => void) {
  const { t } = useTranslation(['desk', 'common'])
  const { cache, settleList } = useDesk()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  return useCallback(
    async (rows: readonly ConversationRow[], act: BulkAct) => {
      for (const row of rows) cache.patch(row.id, act.change(row))
      settleList.current()
      if (!act.keepsChoice) onDone([])
      const refused: { row: ConversationRow; error: unknown }[] = []
      const done: ConversationRow[] = []
      await abreastOf(rows, async row => {
        try {
          cache.put(await act.run(row))
          done.push(row)
        } catch (error) {
          refused.push({ row, error })
        }
      })
      void cache.recount()
      if (refused.length > 0) {
        onDone(refused.map(({ row }) => row.id))
        for (const { row } of refused) void cache.reload(row.id)
        announce(
          t('bulk.refused', {
            count: refused.length,
            reasons: refusals(
              refused.map(({ row, error }) => ({ name: row.contact.name, reason: sayProblem(error, t) })),
            ),
          }),
          'assertive',
          { visible: true },
        )
      }
      if (done.length === 0) return
      offerUndo({
        text: t('bulk.done', { count: done.length }),
        undo: async () => {
          await abreastOf(done, async row => cache.put(await act.undo(row)))
          void cache.recount()
          await cache.relist()
          settleList.current()
        },
      })
    },
    [cache, settleList, offerUndo, announce, onDone, t],
  )
}

async function abreastOf<T>(items: readonly T[], run: (item: T) => Promise<void>) {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: Math.min(abreast, queue.length) }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item)
    }),
  )
}
