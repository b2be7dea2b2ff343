import type { Role, Scope } from '#contract/common.ts'
import type { EventActor } from './events.ts'
import type { Language } from './i18n.ts'

/** Who asks: a member through a session, or a program through an API key. */
export interface Actor {
  kind: 'member' | 'api_key'
  /** Member id, or key id. */
  id: string
  /** The member, also behind a personal key; null for a key of the workspace. */
  memberId: string | null
  workspaceId: string
  role: Role
  /** Null = every scope (a session). */
  scopes: Scope[] | null
  teamIds: string[]
  partnerId: string | null
  name: string
  language: Language
}

export const asEventActor = (actor: Actor): EventActor => ({ kind: actor.kind, id: actor.id })

/** Sees the whole workspace; collaborators and partner advisers see a part. */
export const seesEverything = (actor: Actor): boolean =>
  actor.role === 'administrator' || actor.role === 'supervisor' || actor.role === 'adviser'

/** Sees what is kept apart for proof alone, too. */
export const seesArchive = (actor: Actor): boolean => actor.role === 'administrator'
