import type { Role, Scope } from '#contract/common.ts'
import type { App } from '#server/app.ts'
import type { Asked } from './callers.ts'
import type { House, Records } from './world.ts'

/**
 * One way to call one route, and what each caller must get. Written out rather than read from the contract, so that the
 * two have to agree.
 */
export interface Line {
  /** Method and path as the contract or Fastify write them. */
  route: string
  /** Which way to call it, when a route has several lines. */
  way?: string
  /** Roles that may; the others get 403. `anyone` needs no sign-in. */
  to: readonly Role[] | 'anyone'
  /** Scope that a key needs. */
  scope?: Scope
  /** Keys are refused. */
  peopleOnly?: boolean
  /** Status for who may, on what they may see: 200 unless said. */
  ok?: number
  /** Status for some who may, where it differs. */
  except?: Partial<Record<Role, number>>
  /** Status for nobody: 401 unless said. */
  nobody?: number
  /** Status for a key, where it is not that of an administrator, or 403 where only people may. */
  key?: number
  /** For collaborator and partner on what is hidden from them: 404 unless said. */
  hidden?: number
  /** The same when only the second thing a request names is hidden from them: 404 unless said. */
  hiddenSecond?: number
  /** For another workspace's administrator who names this one's records: 404 unless said. */
  foreign?: number
  /** For an administrator who names a record of their own and, beside it, one of another workspace: 404 unless said. */
  foreignSecond?: number
  /** Makes what a call uses up, before each call that succeeds. */
  fresh?: (house: House, app: App) => Promise<Partial<Records>>
  /** The request on some records; `second` is where it takes the other things that it names. */
  ask: (at: Records, second: Records) => Asked
}

export const everybody = ['administrator', 'supervisor', 'adviser', 'collaborator', 'partner'] as const
export const writers = ['administrator', 'supervisor', 'adviser', 'partner'] as const
export const inside = ['administrator', 'supervisor', 'adviser'] as const
export const leads = ['administrator', 'supervisor'] as const
export const administrators = ['administrator'] as const
