import { leads, type Role, type Scope } from '#contract/common.ts'
import type { EventActor } from './events.ts'
import type { Language } from './i18n.ts'

/** Who acts: a member through a session, a program through an API key, a rule that somebody wrote. */
export interface Actor {
  kind: 'member' | 'api_key' | 'rule'
  /** Id of the member, the key or the rule. */
  id: string
  /** The member, also behind a personal key; null for a key of the workspace. */
  memberId: string | null
  workspaceId: string
  role: Role
  /** Null = every scope (a session). */
  scopes: Scope[] | null
  teamIds: string[]
  /** A key that was given these teams, and what an adviser does in them, and nothing else. */
  isLimitedToTeams?: boolean
  partnerId: string | null
  name: string
  language: Language
}

export const asEventActor = ({ kind, id }: Actor): EventActor => ({
  kind: kind === 'rule' ? 'system' : kind,
  id,
})

/** Whose words they are: a member's also behind a personal key. */
export const asAuthor = (actor: Actor): EventActor =>
  actor.memberId ? { kind: 'member', id: actor.memberId } : asEventActor(actor)

/** Sees the conversations of their teams alone: a partner's adviser, and a key that is limited to teams. */
export const seesTeamsOnly = (actor: Actor): boolean =>
  actor.role === 'partner' || actor.isLimitedToTeams === true

/** Leads others: administrators and supervisors. */
export const isLeading = ({ role }: Pick<Actor, 'role'>): boolean => (leads as readonly Role[]).includes(role)

/** Sees the whole workspace; collaborators, partner advisers and keys of teams see a part. */
export const seesEverything = (actor: Actor): boolean =>
  !seesTeamsOnly(actor) && actor.role !== 'collaborator'

/** Sees what is kept apart for proof alone, too. */
export const seesArchive = (actor: Actor): boolean => seesEverything(actor) && actor.role === 'administrator'
