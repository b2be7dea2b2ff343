import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Recovery } from '../../../contract/loops.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ApiProblem } from '../../api/api-problem.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { OpenState, Outcome, ToldHow } from '../words.ts'
import { useRecoveryCache } from './useRecoveryCache.ts'

export interface Ending {
  outcome: Outcome
  note: string
  /** Null when the customer was not told. */
  how: ToldHow | null
}

/** What one does with a recovery: each act shows at once, is kept by the server, and can be undone for 10 s. */
export function useRecoveryActs() {
  const { t } = useTranslation('loops')
  const { call } = useApi()
  const cache = useRecoveryCache()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  const format = useFormat()

  return useMemo(() => {
    /** Shows, asks, and takes back with a sentence when the server refuses; says the refusal to the caller too. */
    const attempt = async (before: Recovery, after: Recovery, ask: () => Promise<Recovery>) => {
      cache.put(after)
      try {
        const kept = await ask()
        cache.put(kept)
        void cache.recount()
        return { kept }
      } catch (error) {
        cache.put(before)
        void cache.reloadOne(before.id)
        void cache.reload()
        const reason = error instanceof ApiProblem ? (error.detail ?? error.title) : t('trouble.unreachable')
        announce(reason, 'assertive', { visible: true })
        return { reason }
      }
    }
    const restore = async (ask: () => Promise<Recovery>) => {
      cache.put(await ask())
      void cache.recount()
    }

    return {
      move: async (recovery: Recovery, state: OpenState) => {
        const { kept } = await attempt(recovery, { ...recovery, state }, () =>
          call.loops.updateRecovery({ id: recovery.id, state, version: recovery.version }),
        )
        const before = recovery.state
        if (!kept || before === 'repaired') return
        offerUndo({
          text: t('done.moved', { name: nameOf(recovery), state: t(`state.${state}`) }),
          undo: () =>
            restore(() =>
              call.loops.updateRecovery({ id: recovery.id, state: before, version: kept.version }),
            ),
        })
      },

      give: async (recovery: Recovery, owner: { id: string; name: string }) => {
        const { kept } = await attempt(recovery, { ...recovery, owner }, () =>
          call.loops.updateRecovery({ id: recovery.id, ownerId: owner.id, version: recovery.version }),
        )
        const before = recovery.owner
        if (!kept) return
        if (!before) {
          // A recovery always has someone once it had: nothing to go back to.
          announce(t('done.given', { owner: owner.name }))
          return
        }
        offerUndo({
          text: t('done.given', { owner: owner.name }),
          undo: () =>
            restore(() =>
              call.loops.updateRecovery({ id: recovery.id, ownerId: before.id, version: kept.version }),
            ),
        })
      },

      setDeadline: async (recovery: Recovery, dueAt: string) => {
        const { kept } = await attempt(recovery, { ...recovery, dueAt }, () =>
          call.loops.updateRecovery({ id: recovery.id, dueAt, version: recovery.version }),
        )
        if (!kept) return
        offerUndo({
          text: t('done.deadline', { when: format.dateTime(dueAt) }),
          undo: () =>
            restore(() =>
              call.loops.updateRecovery({ id: recovery.id, dueAt: recovery.dueAt, version: kept.version }),
            ),
        })
      },

      /** Gives back why it was refused; undefined when it is done. */
      close: async (recovery: Recovery, { outcome, note, how }: Ending): Promise<string | undefined> => {
        const now = new Date().toISOString()
        const { kept, reason } = await attempt(
          recovery,
          {
            ...recovery,
            state: 'repaired',
            outcome,
            outcomeNote: note.trim() || null,
            customerToldAt: how && now,
            customerToldHow: how,
            closedAt: now,
          },
          () =>
            call.loops.closeRecovery({
              id: recovery.id,
              outcome,
              note: note.trim() || undefined,
              customerTold: how && { how },
              version: recovery.version,
            }),
        )
        if (kept)
          offerUndo({
            text: t('done.closed', { name: nameOf(recovery) }),
            undo: () => restore(() => call.loops.reopenRecovery({ id: recovery.id })),
          })
        return reason
      },

      reopen: async (recovery: Recovery) => {
        const { kept } = await attempt(
          recovery,
          {
            ...recovery,
            state: 'contacted',
            outcome: null,
            outcomeNote: null,
            customerToldAt: null,
            customerToldHow: null,
            closedAt: null,
          },
          () => call.loops.reopenRecovery({ id: recovery.id }),
        )
        const { outcome, outcomeNote, customerToldHow } = recovery
        if (!kept || !outcome) return
        offerUndo({
          text: t('done.reopened', { name: nameOf(recovery) }),
          undo: () =>
            restore(() =>
              call.loops.closeRecovery({
                id: recovery.id,
                outcome,
                note: outcomeNote ?? undefined,
                customerTold: customerToldHow && { how: customerToldHow },
                version: kept.version,
              }),
            ),
        })
      },
    }

    function nameOf(recovery: Recovery): string {
      return recovery.contact.name || t('noName')
    }
  }, [t, call, cache, offerUndo, announce, format])
}

export type RecoveryActs = ReturnType<typeof useRecoveryActs>
