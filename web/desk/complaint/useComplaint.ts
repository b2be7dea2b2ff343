import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { ApiProblem } from '../../api/api-problem.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useDesk } from '../DeskContext.tsx'

/** What is known of a conversation as a complaint, asked only where somebody or something ever proposed one. */
export function useComplaint(id: string, isAsked: boolean) {
  const { query } = useApi()
  return useQuery(query.complaints.get.queryOptions({ input: { id }, enabled: isAsked }))
}

/** Causes with which complaints are closed, archived ones included. */
export function useCauses() {
  const { query } = useApi()
  return useQuery(query.complaints.listCauses.queryOptions({ staleTime: 5 * 60_000 }))
}

/** What people say of a complaint; the conversation is read again after each. */
export function useComplaintActs(id: string) {
  const { query, call } = useApi()
  const { t } = useTranslation('desk')
  const { is, workspace } = useSession()
  const { openNext } = useDesk()
  const announce = useAnnounce()
  const queryClient = useQueryClient()
  const refresh = async () => {
    await Promise.all(
      [
        query.complaints.get.key({ input: { id } }),
        query.conversations.get.queryKey({ input: { id } }),
        query.conversations.list.key(),
        query.conversations.messages.key({ input: { id } }),
      ].map(queryKey => queryClient.invalidateQueries({ queryKey })),
    )
  }
  /** A complaint that the contract of a partner does not leave them is the house's once it is confirmed. */
  const leaveWhatWentHome = async () => {
    if (!is('partner')) return
    try {
      await call.conversations.get({ id })
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 404)) throw error
      announce(t('complaint.wentHome', { house: workspace.name }), 'assertive', { visible: true })
      openNext(id)
    }
  }
  return {
    propose: useMutation({ mutationFn: () => call.complaints.propose({ id }), onSettled: refresh }),
    confirm: useMutation({
      mutationFn: () => call.complaints.confirm({ id }),
      onSuccess: leaveWhatWentHome,
      onSettled: refresh,
    }),
    dismiss: useMutation({
      mutationFn: (reason: string) => call.complaints.dismiss({ id, reason }),
      onSettled: refresh,
    }),
    conclude: useMutation({
      mutationFn: (said: { causeId: string; outcome: 'upheld' | 'partly' | 'rejected' }) =>
        call.complaints.conclude({ id, ...said }),
      onSettled: refresh,
    }),
    hold: useMutation({
      mutationFn: (letter: { reason: string; until: string }) => call.complaints.hold({ id, ...letter }),
      onSettled: refresh,
    }),
  }
}
