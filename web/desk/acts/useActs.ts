import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { isBeyondRoom } from '../../presence/room.ts'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNames } from '../data/queries.ts'
import type { Priority } from '../list/filters.ts'
import { usePerform } from './usePerform.ts'

export interface Closing {
  note?: string | undefined
  reasonId?: string | undefined
  fields?: Record<string, string | number | boolean | null> | undefined
}

/** Every act on a conversation, each shown at once and with its way back. */
export function useActs() {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { me } = useSession()
  const format = useFormat()
  const names = useNames()
  const perform = usePerform()

  return useMemo(() => {
    const { conversations } = call
    const my = { id: me.member.id, name: me.member.name }

    const taken = ({ channel }: ConversationRow) => {
      const state = queryClient.getQueryData(query.work.getWorkState.queryKey())
      return isBeyondRoom(state, channel)
        ? t('done.takenBeyond', { used: state.used, capacity: state.capacity })
        : t('done.taken')
    }

    const assign = (row: ConversationRow, to: { id: string; name: string } | null) =>
      perform({
        id: row.id,
        change: { assignee: to, ...(row.status === 'new' && to && { status: 'open' as const }) },
        // Whoever I saw must still hold it: of two who take it, the second is told who was first.
        run: () =>
          conversations.assign({ id: row.id, memberId: to?.id ?? null, expected: row.assignee?.id ?? null }),
        done: to
          ? to.id === my.id
            ? taken(row)
            : t('done.assigned', { name: to.name })
          : t('done.givenBack'),
        undo: () =>
          conversations.assign({
            id: row.id,
            memberId: row.assignee?.id ?? null,
            expected: to?.id ?? null,
          }),
      })

    const moveToTeam = (row: ConversationRow, team: { id: string; name: string }) =>
      perform({
        id: row.id,
        change: { team, assignee: null },
        run: () =>
          conversations.assign({
            id: row.id,
            memberId: null,
            teamId: team.id,
            expected: row.assignee?.id ?? null,
          }),
        done: t('done.team', { name: team.name }),
        undo: () =>
          conversations.assign({
            id: row.id,
            memberId: row.assignee?.id ?? null,
            teamId: row.team?.id ?? null,
          }),
      })

    const setReason = (row: ConversationRow, reasonId: string | null) =>
      perform({
        id: row.id,
        change: { reasonId },
        run: () => conversations.update({ id: row.id, reasonId }),
        done: reasonId ? t('done.reason', { reason: names.reason(reasonId) ?? '' }) : t('done.noReason'),
        undo: () => conversations.update({ id: row.id, reasonId: row.reasonId }),
      })

    const setPriority = (row: ConversationRow, priority: Priority) =>
      perform({
        id: row.id,
        change: { priority },
        run: () => conversations.update({ id: row.id, priority }),
        done: t('done.priority', { priority: t(`common:priority.${priority}`) }),
        undo: () => conversations.update({ id: row.id, priority: row.priority }),
      })

    const setTags = (row: ConversationRow, tags: string[]) =>
      perform({
        id: row.id,
        change: { tags },
        run: () => conversations.update({ id: row.id, tags }),
        done: t('done.tags'),
        undo: () => conversations.update({ id: row.id, tags: row.tags }),
      })

    const rename = (row: ConversationRow, subject: string) =>
      perform({
        id: row.id,
        change: { subject },
        run: () => conversations.update({ id: row.id, subject }),
        done: t('done.renamed'),
        undo: () => conversations.update({ id: row.id, subject: row.subject }),
      })

    /** Puts the status back as it was before an act that changed it. */
    const restoreStatus = async (row: ConversationRow) => {
      if (row.status === 'snoozed') return conversations.snooze({ id: row.id, until: row.snoozedUntil })
      const status = row.status === 'waiting' || row.status === 'on_hold' ? row.status : 'open'
      return conversations.setStatus({ id: row.id, status })
    }

    const snooze = (row: ConversationRow, until: Date | null) =>
      perform({
        id: row.id,
        change: { status: 'snoozed', snoozedUntil: until?.toISOString() ?? null },
        run: () => conversations.snooze({ id: row.id, until: until?.toISOString() ?? null }),
        done: until
          ? t('done.snoozed', { when: format.when(until, new Date()) })
          : t('done.snoozedUntilMessage'),
        undo: () => restoreStatus(row),
        leaves: true,
      })

    const wake = (row: ConversationRow) =>
      perform({
        id: row.id,
        change: { status: 'open', snoozedUntil: null },
        run: () => conversations.wake({ id: row.id }),
        done: t('done.woken'),
        undo: () => restoreStatus(row),
      })

    const setStatus = (row: ConversationRow, status: 'open' | 'waiting' | 'on_hold') =>
      perform({
        id: row.id,
        change: { status },
        run: () => conversations.setStatus({ id: row.id, status }),
        done: t('done.status', { status: t(`common:status.${status}`) }),
        undo: () => restoreStatus(row),
      })

    const close = (row: ConversationRow, closing: Closing = {}) =>
      perform({
        id: row.id,
        change: { status: 'closed', closedAt: new Date().toISOString(), dueAt: null, waitingSince: null },
        run: () => conversations.close({ id: row.id, ...closing }),
        done: t('done.closed'),
        undo: () => conversations.reopen({ id: row.id }),
        leaves: true,
        from: { id: row.id, number: row.number },
      })

    const reopen = (row: ConversationRow) =>
      perform({
        id: row.id,
        change: { status: 'open', closedAt: null },
        run: () => conversations.reopen({ id: row.id }),
        done: t('done.reopened'),
        undo: () => conversations.close({ id: row.id }),
      })

    const setSpam = (row: ConversationRow, isSpam: boolean, blockSender = false) =>
      perform({
        id: row.id,
        change: { isSpam },
        run: () => conversations.setSpam({ id: row.id, isSpam, blockSender }),
        done: isSpam ? t('done.spam') : t('done.notSpam'),
        undo: () => conversations.setSpam({ id: row.id, isSpam: !isSpam, blockSender }),
        leaves: isSpam,
      })

    /** Refused, with its reason, for public mail services and for domains of ours. */
    const blockDomain = (row: ConversationRow, domain: string) => {
      const blocked = call.contacts.blockSender({ kind: 'domain', value: domain, conversationId: row.id })
      return perform({
        id: row.id,
        change: { isSpam: true },
        run: async () => {
          await blocked
          return conversations.setSpam({ id: row.id, isSpam: true })
        },
        done: t('done.blockedDomain', { domain }),
        undo: async () => {
          await call.contacts.unblockSender({ id: (await blocked).id })
          return conversations.setSpam({ id: row.id, isSpam: false })
        },
        leaves: true,
      })
    }

    const setShare = (
      row: ConversationRow & { sharedWith: { id: string; name: string }[] },
      person: { id: string; name: string },
      isShared: boolean,
    ) =>
      perform({
        id: row.id,
        change: {
          sharedWith: isShared
            ? [...row.sharedWith, person]
            : row.sharedWith.filter(one => one.id !== person.id),
        },
        run: () =>
          isShared
            ? conversations.share({ id: row.id, memberId: person.id })
            : conversations.unshare({ id: row.id, memberId: person.id }),
        done: t(isShared ? 'done.shared' : 'done.unshared', { name: person.name }),
        undo: () =>
          isShared
            ? conversations.unshare({ id: row.id, memberId: person.id })
            : conversations.share({ id: row.id, memberId: person.id }),
      })

    return {
      take: (row: ConversationRow) => assign(row, my),
      assign,
      moveToTeam,
      setReason,
      setPriority,
      setTags,
      rename,
      snooze,
      wake,
      setStatus,
      close,
      reopen,
      setSpam,
      blockDomain,
      setShare,
    }
  }, [call, query, queryClient, me.member.id, me.member.name, format, names, perform, t])
}

export type Acts = ReturnType<typeof useActs>
