import { createORPCClient } from '@orpc/client'
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { Contract } from '../../contract/index.ts'
import { readProblem } from './api-problem.ts'

/** Passed beside an input when a person tries again: the same key means the same act. */
export interface CallContext {
  idempotencyKey?: string
}

export type ApiClient = JsonifiedClient<ContractRouterClient<Contract, CallContext>>

export interface ApiParts {
  origin: string
  routes: AnyContractRouter
  fetch: (request: Request) => Promise<Response>
  language: () => string
  workspace: () => string | undefined
  newKey: () => string
  /** Called when the session has ended, so that the page can ask to sign in again. */
  onSignedOut: () => void
}

/** Builds the typed client of the contract and its TanStack Query helpers. */
export function createApi(parts: ApiParts) {
  const link = new OpenAPILink<CallContext>(parts.routes, {
    url: `${parts.origin}/api/v1`,
    headers: ({ context }, path) => {
      const workspace = parts.workspace()
      return {
        'accept-language': parts.language(),
        ...(workspace ? { 'boucle-workspace': workspace } : {}),
        ...(methodOf(parts.routes, path) === 'POST'
          ? { 'idempotency-key': context.idempotencyKey ?? parts.newKey() }
          : {}),
      }
    },
    fetch: async request => {
      const response = await parts.fetch(request)
      if (response.status === 401) parts.onSignedOut()
      return response
    },
    customErrorResponseBodyDecoder: (body, response) => readProblem(body, response.status),
  })
  const call: ApiClient = createORPCClient(link)
  return { call, query: createTanstackQueryUtils(call) }
}

export type Api = ReturnType<typeof createApi>

function methodOf(routes: AnyContractRouter, path: readonly string[]): string {
  let place: unknown = routes
  for (const step of path) place = (place as Record<string, unknown> | undefined)?.[step]
  const definition = (place as { '~orpc'?: { route?: { method?: string } } } | undefined)?.['~orpc']
  return definition?.route?.method ?? 'POST'
}
