import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Transfer } from '../../../contract/transfers.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { everyone } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { useDesk } from '../DeskContext.tsx'
import type { Colleague } from './ColleaguePicker.tsx'

export type TransferReason = Transfer['reason']
export interface Why {
  reason: TransferReason
  note: string
}
export type Target = Exclude<Colleague, { kind: 'supervisor' | 'house' }> | { kind: 'house' }

const workers = everyone.filter(role => role !== 'collaborator')

/** To whom a conversation was handed over, latest first. */
export function useTransfers(id: string) {
  const { query } = useApi()
  const { is } = useSession()
  return useQuery(query.transfers.list.queryOptions({ input: { id }, enabled: is(...workers) }))
}

/** What my people moved up to the house; asked for partners alone. */
export function useEscalated() {
  const { query } = useApi()
  const { role } = useSession()
  return useQuery(query.transfers.escalated.queryOptions({ enabled: role === 'partner' }))
}

/** Hands a conversation over, or takes it back; each act shows its result, with its way back, or says why not. */
export function useHandOver() {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const { workspace } = useSession()
  const { cache, openNext } = useDesk()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const offerUndo = useUndo()

  const refresh = async (id?: string) => {
    void cache.recount()
    await Promise.all([
      id === undefined ? cache.relist() : cache.reload(id),
      queryClient.invalidateQueries({ queryKey: query.transfers.key() }),
    ])
  }
  const takeBack = async (transferId: string) => {
    const { conversationId } = await call.transfers.takeBack({ id: transferId })
    await refresh(conversationId)
  }
  const attempt = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act()
      return true
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
      return false
    }
  }
  return {
    /** True when it was done; otherwise the sentence of the refusal was said. */
    handOver: (conversation: Conversation, to: Target, why: Why, level: number) =>
      attempt(async () => {
        const { id } = conversation
        if (to.kind === 'house') {
          const { id: transferId } = await call.transfers.escalate({ id, ...why })
          offerUndo({
            text: t('handOver.escalated', { house: workspace.name }),
            undo: () => takeBack(transferId),
          })
          // It is out of their sight now.
          openNext(id)
          await refresh()
          return
        }
        const transfer = await call.transfers.create({
          id,
          ...(to.kind === 'member' && { memberId: to.id }),
          ...(to.kind === 'team' && { teamId: to.id }),
          ...(to.kind === 'skill' && { skillId: to.id, level }),
          ...why,
          expected: conversation.assignee?.id ?? null,
        })
        offerUndo({
          text: t(doneKey(transfer.state, to.kind), { name: to.name }),
          undo: () => takeBack(transfer.id),
        })
        await refresh(id)
      }),
    /** Takes back what nobody took. */
    takeBack: (transferId: string) => attempt(() => takeBack(transferId)),
  }
}

function doneKey(state: Transfer['state'], kind: Target['kind']) {
  if (state === 'asked') return 'handOver.asked'
  return kind === 'skill' ? 'handOver.doneSkill' : 'handOver.done'
}
