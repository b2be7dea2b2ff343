import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { SlaPolicy } from '../../../contract/promises.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useOrder } from '../useOrder.ts'

/** The time promises, with how to put them in another order at once and to withdraw one. */
export function usePromises() {
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const promises = useQuery(query.promises.listSlaPolicies.queryOptions({ select: ({ items }) => items }))
  const kept = useQuery(query.promises.promisesKept.queryOptions({ select: ({ items }) => items }))
  const order = useOrder<SlaPolicy>(query.promises.listSlaPolicies.queryKey(), change =>
    call.promises.updateSlaPolicy(change),
  )
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.promises.key() })
  return {
    promises,
    kept: (policyId: string | null) => kept.data?.find(one => one.policyId === policyId),
    order,
    refresh,
    withdraw: async (id: string) => {
      await call.promises.deleteSlaPolicy({ id })
      await refresh()
    },
  }
}
