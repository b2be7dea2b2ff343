import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { deskPath } from '../address.ts'

/** Opens a conversation that has just become mine. */
export function useOpenMine() {
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  return useCallback(
    async (id: string) => {
      const conversation = await call.conversations.get({ id })
      queryClient.setQueryData(query.conversations.get.queryKey({ input: { id } }), conversation)
      navigate(deskPath('mine', conversation.number))
      void queryClient.invalidateQueries({ queryKey: query.work.getWorkState.queryKey() })
    },
    [call, query, queryClient, navigate],
  )
}
