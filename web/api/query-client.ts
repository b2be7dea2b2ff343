import { QueryClient } from '@tanstack/react-query'

/** The cache of what the server said. Retries belong to the link, which keeps the idempotency key. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        // The live cursor says when something changed; asking again on every focus would only add load.
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
