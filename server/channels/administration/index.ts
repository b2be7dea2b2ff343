import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { type AdministrationDeps, administrationRoutes } from './routes.ts'

const os = implement(contract.channels).$context<RequestContext>().use(guard)
type Routes = Parameters<typeof os.router>[0]
type Shared = keyof ReturnType<typeof administrationRoutes>

/** The contract's channels: what all kinds share, and what some kinds add. */
export function channelRouter({ routes, ...deps }: AdministrationDeps & { routes: Omit<Routes, Shared> }) {
  return os.router({ ...administrationRoutes(deps), ...routes } as Routes) // together they are all of them
}
