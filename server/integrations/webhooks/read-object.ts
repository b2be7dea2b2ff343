import type { Actor } from '#server/platform/actor.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { RequestContext } from '#server/platform/http/api.ts'
import { ownRequest } from '#server/platform/http/own-request.ts'
import type { ReadObject } from './carrier.ts'

type Kind = Parameters<ReadObject>[1]['kind']
/** What the API answers of one thing. */
export type ReadOne = (input: { id: string }, asked: { context: RequestContext }) => Promise<object>

/** What a webhook shows of an object is what the API would answer an administrator's key, and leaves the same trace. */
export function createReadObject(ground: Ground, readers: Record<Kind, ReadOne>): ReadObject {
  return async (workspaceId, { kind, id }, webhook) => {
    const actor: Actor = {
      ...{
        kind: 'api_key',
        id: webhook.id,
        name: webhook.name,
        memberId: null,
        workspaceId,
        partnerId: null,
      },
      ...{ role: 'administrator', scopes: null, teamIds: [], language: 'fr' },
    }
    try {
      return await readers[kind]({ id }, { context: ownRequest(ground, actor) })
    } catch (error) {
      if (error instanceof NotFound) return undefined
      throw error
    }
  }
}
