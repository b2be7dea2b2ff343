import { createContext, type ReactNode, use } from 'react'
import type { Api } from './client.ts'

const ApiContext = createContext<Api | undefined>(undefined)

export interface ApiProviderProps {
  api: Api
  children: ReactNode
}

/** Hands the typed client to the screens. */
export function ApiProvider({ api, children }: ApiProviderProps) {
  return <ApiContext value={api}>{children}</ApiContext>
}

/** Gives `call` (promises) and `query` (options for TanStack Query) of the contract. */
export function useApi(): Api {
  const api = use(ApiContext)
  if (!api) throw new Error('useApi needs an ApiProvider above it')
  return api
}
