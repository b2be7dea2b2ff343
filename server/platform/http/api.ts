import { os } from '@orpc/server'
import type { Access, Language, Role } from '#contract/common.ts'
import { type Actor, seesTeamsOnly } from '../actor.ts'
import type { Db, Tx } from '../db.ts'
import { Forbidden, Refused } from '../errors.ts'
import type { NewId } from '../ids.ts'
import { once } from './idempotency.ts'

/** What a request brings, before anything is decided. */
export interface RequestContext {
  language: Language
  /** undefined when nobody is signed in. */
  actor: Actor | undefined
  db: Db
  newId: NewId
  now: () => Date
  idempotencyKey: string | undefined
  ip: string
  headers: Headers
  /** Set-Cookie values for the answer (sign-in by the demo, by an invitation, after set-up). */
  setCookies: (cookies: string[]) => void
  /** Hears which route of the contract was met, such as `/conversations/{id}`: what measurements are named by. */
  onRoute: (path: string) => void
}

/** What a handler gets: who asks, and the one transaction of the request inside their workspace. */
export interface CallContext extends RequestContext {
  actor: Actor
  tx: Tx
}

/**
 * Every call of the contract passes here first: who, with which role and scope, in which workspace; then one transaction
 * holds the work, its events, its idempotency key and its line in the access log. A domain writes
 * `implement(contract.contacts).$context<RequestContext>().use(guard)`.
 * Routes for `anyone` get neither actor nor tx: they work through `context.db`.
 */
export const guard = os
  .$context<RequestContext>()
  .middleware(async ({ context, procedure, path, next }, input, output) => {
    const access = procedure['~orpc'].meta as unknown as Access
    const { method, successStatus = 200, path: routePath } = procedure['~orpc'].route
    if (routePath) context.onRoute(routePath)
    // The shared type says actor and tx are there, so that one implementer serves a whole domain.
    if (access.roles === 'anyone') return next({ context: {} as Pick<CallContext, 'actor' | 'tx'> })
    const actor = permitted(access, context.actor)
    const work = async (tx: Tx) => {
      const call = async () => {
        const result = await next({ context: { actor, tx } })
        if (access.logged) await logAccess(context, tx, actor, access.logged, path, input)
        return result
      }
      if (method !== 'POST' || context.idempotencyKey === undefined) return call()
      const answer = await once(
        tx,
        {
          caller: actor.id,
          key: context.idempotencyKey,
          request: [path, input],
          status: successStatus,
          isSecret: access.secretAnswer ?? false,
        },
        async () => (await call()).output,
      )
      return output(answer as never) as never // a replayed answer runs no handler: nobody reads the context
    }
    return method === 'GET'
      ? context.db.readWorkspace(actor.workspaceId, work, { leavesTrace: access.logged !== undefined })
      : context.db.inWorkspace(actor.workspaceId, work)
  })

function permitted(access: Access, actor: Actor | undefined): Actor {
  if (!actor) throw new Refused('request.sign_in', {}, 401)
  if (access.peopleOnly && actor.kind !== 'member') throw new Forbidden('request.people_only')
  if (isClosed(access, actor.role)) throw new Forbidden('request.role_needed', { roles: access.roles })
  // What is open to a partner's adviser is what was made for the sight of teams alone.
  if (seesTeamsOnly(actor) && isClosed(access, 'partner')) throw new Forbidden('request.teams_only')
  if (actor.scopes && access.scope && !actor.scopes.includes(access.scope))
    throw new Forbidden('request.scope_needed', { scope: access.scope })
  return actor
}

const isClosed = ({ roles }: Access, role: Role): boolean =>
  roles !== 'signed_in' && roles !== 'anyone' && !roles.includes(role)

async function logAccess(
  { newId, now }: RequestContext,
  tx: Tx,
  actor: Actor,
  action: 'read' | 'search' | 'export' | 'download',
  path: readonly string[],
  input: unknown,
) {
  const id = (input as { id?: unknown } | undefined)?.id
  // A list is logged when it searches: paging through one's own queue is not consulting somebody's record.
  if (action === 'search' && !(input as { q?: string } | undefined)?.q) return
  await tx
    .insertInto('access_log')
    .values({
      workspace_id: tx.workspaceId,
      id: newId(),
      at: now(),
      actor_kind: actor.kind,
      actor_id: actor.id,
      action,
      subject_kind: path.join('.'),
      subject_id: typeof id === 'string' ? id : null,
    })
    .execute()
}
