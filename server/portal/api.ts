import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'

/** The contract of this domain behind the one door for calls. */
export const os = implement(contract.portal).$context<RequestContext>().use(guard)
