import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query'

/** The cache of what the server said. Retries belong to the link, which keeps the idempotency key. */
export function createQueryClient(): QueryClient {
  return new LiveQueryClient({
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

/**
 * Asks anew also for what is being asked for the first time. TanStack Query would let that question go on and take its
 * answer for fresh, though it may be older than the event that made it old.
 */
class LiveQueryClient extends QueryClient {
  override async invalidateQueries<Key extends QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const isFirst = (query: Query) => query.state.data === undefined && query.state.fetchStatus === 'fetching'
    const first = this.getQueryCache()
      .findAll(filters as InvalidateQueryFilters)
      .filter(isFirst)
    // Only then: what follows must otherwise happen at once, as everywhere.
    if (first.length > 0) await Promise.all(first.map(query => query.cancel({ revert: true, silent: true })))
    return super.invalidateQueries(filters, options)
  }
}
