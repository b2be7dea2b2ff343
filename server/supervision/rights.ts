import { type Actor, seesTeamsOnly } from '#server/platform/actor.ts'

/** Supervision is for those who lead the whole: a key of some teams, or without the scope, looks at no board. */
export const mayWatch = (actor: Actor): boolean =>
  (actor.role === 'administrator' || actor.role === 'supervisor') &&
  !seesTeamsOnly(actor) &&
  (actor.scopes === null || actor.scopes.includes('conversations:read'))
