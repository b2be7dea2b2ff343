import type { Actor } from '../actor.ts'
import type { Ground } from '../ground.ts'
import type { RequestContext } from './api.ts'

/** A request that the program makes of itself, as somebody. */
export function ownRequest({ db, newId, clock }: Ground, actor: Actor): RequestContext {
  return {
    ...{ language: actor.language, actor, db, newId, now: () => clock.now(), idempotencyKey: undefined },
    ...{ ip: '', headers: new Headers(), setCookies: () => {}, onRoute: () => {} },
  }
}
