import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ChannelRouting, RoutedChannel, RoutingChoices } from '../../../contract/queues.ts'
import { useApi } from '../../api/ApiProvider.tsx'

/** Channels whose requests are given out; the contract's own list would bring Zod into the page. */
export const routedChannels = ['chat', 'email', 'form'] as const satisfies readonly RoutedChannel[]

/** Some settings of routing; what is not said stays. */
export type RoutingChanges = { isOn?: boolean; channels?: Partial<Record<RoutedChannel, ChannelRouting>> } & {
  [Key in keyof Omit<RoutingChoices, 'channels'>]?: RoutingChoices[Key]
}

/** How requests are given out, and the way to change it. */
export function useRoutingSettings() {
  const { query, call } = useApi()
  const queryClient = useQueryClient()
  const settings = useQuery(query.queues.routingSettings.queryOptions())
  const saving = useMutation({
    mutationFn: (changes: RoutingChanges) => call.queues.saveRoutingSettings(changes),
    onSuccess: saved => queryClient.setQueryData(query.queues.routingSettings.queryKey(), saved),
  })
  return { settings, save: saving.mutateAsync, isSaving: saving.isPending }
}
