import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAct, BulkOutcome } from '../../../contract/bulk-acts.ts'
import type { Conversation, ConversationRow } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { useDesk } from '../DeskContext.tsx'
import { refusals } from './refusals.ts'

export interface ManyActs {
  act: BulkAct
  /** What the screen shows before the server answers. */
  change: (row: ConversationRow) => Partial<Conversation>
  /** Whoever I saw must still hold each. */
  expectsHolder?: boolean
  /** The choice stays, for another act. */
  keepsChoice?: boolean
}

/** What the server takes in one question. */
const mostAtOnce = 200

/**
 * Does one act on many conversations, in one question: those refused are put back, named with why, and stay chosen; one
 * undo takes back the others, and names those that somebody changed since.
 */
export function useBulk(onDone: (refused: readonly string[]) => void) {
  const { t } = useTranslation(['desk', 'common'])
  const { call } = useApi()
  const { cache, settleList } = useDesk()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  return useCallback(
    async (
      rows: readonly ConversationRow[],
      { act, change, expectsHolder = false, keepsChoice = false }: ManyActs,
    ) => {
      const names = new Map(rows.map(row => [row.id, row.contact.name]))
      const putBack = rows.map(row => cache.patch(row.id, change(row)))
      settleList.current()
      if (!keepsChoice) onDone([])
      const take = (items: BulkOutcome['items']) => {
        for (const { id, conversation } of items)
          if (conversation) cache.patchRow(id, conversation)
          else void cache.reload(id)
        void cache.recount()
        const refused = items.filter(({ outcome }) => outcome === 'refused')
        if (refused.length > 0)
          announce(
            t('bulk.refused', {
              count: refused.length,
              reasons: refusals(
                refused.map(({ id, sentence }) => ({ name: names.get(id) ?? '', reason: sentence ?? '' })),
              ),
            }),
            'assertive',
            { visible: true },
          )
        return refused.map(({ id }) => id)
      }
      try {
        const done = { items: [] as BulkOutcome['items'], ids: [] as string[] }
        for (let from = 0; from < rows.length; from += mostAtOnce) {
          const some = rows.slice(from, from + mostAtOnce)
          const { id, items } = await call.bulkActs.act({
            ids: some.map(row => row.id),
            act,
            ...(expectsHolder && {
              expected: Object.fromEntries(some.map(row => [row.id, row.assignee?.id ?? null])),
            }),
          })
          done.items.push(...items)
          if (id) done.ids.push(id)
        }
        const refused = take(done.items)
        if (refused.length > 0) {
          onDone(refused)
          // Put out of the list before they were refused.
          await cache.relist()
        }
        const count = done.items.filter(({ outcome }) => outcome === 'done').length
        if (count === 0) return
        offerUndo({
          text: t('bulk.done', { count }),
          undo: async () => {
            for (const id of done.ids) take((await call.bulkActs.undo({ id })).items)
            await cache.relist()
            settleList.current()
          },
        })
      } catch (error) {
        for (const back of putBack.toReversed()) back()
        onDone(rows.map(row => row.id))
        await cache.relist()
        announce(sayProblem(error, t), 'assertive', { visible: true })
      }
    },
    [call, cache, settleList, offerUndo, announce, onDone, t],
  )
}
