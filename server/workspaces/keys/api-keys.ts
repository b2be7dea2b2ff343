import type { Role, Scope } from '#contract/common.ts'
import type { ApiKey } from '#contract/workspaces.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { newToken } from '#server/platform/secrets.ts'
import { os } from '../api.ts'
import { requireTeams } from '../people/members.ts'
import { insertKey, keyRows, markRevoked } from './queries.ts'

export const tokenPrefix = 'bcl_'

export interface NewApiKey {
  name: string
  role: Role
  scopes: Scope[]
  /** Teams it is limited to; null or absent = the whole workspace. */
  teamIds?: string[] | null
  /** The person the key acts as; their own role and teams then count. */
  memberId?: string
  expiresAt?: Date | null
  by: EventActor
}

/** What making a key needs, so that a command without the whole program can make one. */
export type KeyMaker = Pick<Ground, 'newId' | 'clock' | 'recordEvent'>

/** Makes an API key; its token exists in this answer only. */
export async function createApiKey(
  { newId, clock, recordEvent }: KeyMaker,
  tx: Tx,
  wanted: NewApiKey,
): Promise<ApiKey & { token: string }> {
  const { token, hash } = newToken(tokenPrefix)
  const key: ApiKey = {
    id: newId(),
    name: wanted.name,
    tokenEnd: token.slice(-4),
    scopes: [...new Set(wanted.scopes)],
    role: wanted.role,
    teamIds: wanted.teamIds ? [...new Set(wanted.teamIds)] : null,
    memberId: wanted.memberId ?? null,
    createdAt: clock.now().toISOString(),
    lastUsedAt: null,
    expiresAt: wanted.expiresAt?.toISOString() ?? null,
  }
  await insertKey(tx, key, { hash, createdBy: wanted.by.id })
  await recordEvent(tx, {
    type: 'api_key.created',
    actor: wanted.by,
    subject: { kind: 'api_key', id: key.id },
    data: {
      name: key.name,
      role: key.role,
      scopes: key.scopes,
      teamIds: key.teamIds,
      memberId: key.memberId,
      expiresAt: key.expiresAt,
    },
  })
  return { ...key, token }
}

/** Routes of API keys. `forgetKey` makes this node forget what it remembers of one. */
export function apiKeyRoutes(ground: Ground, forgetKey: (keyId: string) => void) {
  const { clock, recordEvent } = ground
  return {
    listApiKeys: os.listApiKeys.handler(async ({ context: { tx } }) => ({ items: await keyRows(tx) })),

    createApiKey: os.createApiKey.handler(async ({ input, context: { tx, actor } }) => {
      // What these two roles see is decided by who the person is, and this key is nobody.
      if (input.role === 'collaborator' || input.role === 'partner')
        throw new Invalid('api_key.person_needed')
      if (input.teamIds) {
        // Leads see all there is: a part of it would be neither their role nor the teams'.
        if (input.role !== 'adviser') throw new Invalid('api_key.teams_of_advisers')
        await requireTeams(tx, input.teamIds)
      }
      const expiresAt = input.expiresAt === null ? null : new Date(input.expiresAt)
      if (expiresAt && expiresAt <= clock.now()) throw new Invalid('api_key.expired_already')
      return createApiKey(ground, tx, { ...input, expiresAt, by: asEventActor(actor) })
    }),

    revokeApiKey: os.revokeApiKey.handler(async ({ input, context: { tx, actor } }) => {
      if (!(await markRevoked(tx, input.id, clock.now()))) throw new NotFound('api_key')
      forgetKey(input.id)
      await recordEvent(tx, {
        type: 'api_key.revoked',
        actor: asEventActor(actor),
        subject: { kind: 'api_key', id: input.id },
      })
      return { done: true as const }
    }),
  }
}
