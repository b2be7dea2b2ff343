import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/ApiProvider.tsx'

/** Asks again for everything that is known of channels. */
export function useChannelsChanged() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: query.channels.key() })
}
