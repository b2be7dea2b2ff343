import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Actor } from '../actor.ts'

/** What of a handshake says who asks; kept to ask again. */
export interface Asker {
  headers: IncomingHttpHeaders
  query: Record<string, string>
}

export type Identify = (asker: Asker) => Promise<Actor | undefined>

export interface Admitted {
  actor: Actor
  asker: Asker
}

/** Why a screen may not connect; the browser sees it as the reason of the failure. */
export type Refusal = 'origin' | 'sign_in' | 'scope'

/** Decides on a handshake before anything is upgraded: the page must be ours, and somebody must be signed in. */
export async function admit(
  request: IncomingMessage,
  { publicUrl, identify }: { publicUrl: string; identify: Identify },
): Promise<Admitted | Refusal> {
  const { origin, host } = request.headers
  if (!isOurs(origin, host, publicUrl)) return 'origin'
  const asker: Asker = { headers: request.headers, query: queryOf(request) }
  const actor = await identify(asker)
  if (!actor) return 'sign_in'
  if (actor.scopes && !actor.scopes.includes('events:read')) return 'scope'
  return { actor, asker }
}

/**
 * A page of another site would bring the cookie along. Browsers name the page's origin for every WebSocket and every
 * request across sites; without one it is a program, or polling from our own page.
 */
function isOurs(origin: string | undefined, host: string | undefined, publicUrl: string): boolean {
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.origin === new URL(publicUrl).origin || (/^https?:$/.test(url.protocol) && url.host === host)
}

function queryOf(request: IncomingMessage): Record<string, string> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
  // Given twice, a name means nothing.
  return Object.fromEntries([...searchParams].filter(([name]) => searchParams.getAll(name).length === 1))
}

/** True when two identifications of one person give the same rights. */
export function sameRights(one: Actor, other: Actor): boolean {
  const rights = ({ id, workspaceId, role, scopes, teamIds, partnerId }: Actor) =>
    JSON.stringify([id, workspaceId, role, scopes?.toSorted(), teamIds.toSorted(), partnerId])
  return rights(one) === rights(other)
}
