import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Reason } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useOrder } from '../useOrder.ts'

/** The reasons in use, with how to refresh them and to put some in a new order at once. */
export function useReasons() {
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const queryKey = query.conversations.listReasons.queryKey()
  const reasons = useQuery(query.conversations.listReasons.queryOptions({ select: ({ items }) => items }))
  const order = useOrder<Reason>(queryKey, change => call.conversations.updateReason(change))
  return { reasons, order, refresh: () => queryClient.invalidateQueries({ queryKey }) }
}

/** The name of a reason in the language of the page. */
export function reasonName(reason: Pick<Reason, 'labelFr' | 'labelEn'>, language: string): string {
  return language === 'fr' ? reason.labelFr : reason.labelEn
}
