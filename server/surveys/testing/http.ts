import type { AnyRouter } from '@orpc/server'
import type { FastifyPluginAsync, InjectOptions } from 'fastify'
import type { Role } from '#contract/common.ts'
import type { Actor } from '#server/platform/actor.ts'
import { createHttp } from '#server/platform/http/server.ts'
import type { SurveyWorld } from './world.ts'

/** Routes over HTTP as the program serves them; a caller is who its bearer says: `role/workspace/member`. */
export async function httpOver(world: SurveyWorld, router: AnyRouter, plugins: FastifyPluginAsync[] = []) {
  const app = await createHttp({
    ground: world.ground,
    router,
    trustProxy: false,
    bodyLimit: 1_000_000,
    requestsPerMinute: 10_000,
    identify: async request => actorOf(request.headers.authorization),
    plugins,
  })
  await app.ready()
  return {
    app,
    close: () => app.close(),
    /** Calls the API as a member of a workspace. */
    as: (role: Role, workspaceId: string, memberId: string) => {
      const call = (method: 'GET' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object) =>
        app.inject({
          method,
          url: `/api/v1${path}`,
          headers: { authorization: `Bearer ${role}/${workspaceId}/${memberId}`, 'accept-language': 'fr' },
          ...(body && { payload: body }),
        } as InjectOptions)
      return call
    },
    /** Opens a page as a browser would. */
    open: (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers }),
    /** Sends a form as a browser without scripts would. */
    send: (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      app.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: new URLSearchParams(fields).toString(),
      }),
  }
}

export type Http = Awaited<ReturnType<typeof httpOver>>

function actorOf(authorization: string | undefined): Actor | undefined {
  const [role, workspaceId, memberId] = (authorization ?? '').replace('Bearer ', '').split('/')
  if (!role || !workspaceId || !memberId) return undefined
  return {
    kind: 'member',
    id: memberId,
    memberId,
    workspaceId,
    role: role as Role,
    scopes: null,
    teamIds: [],
    partnerId: null,
    name: 'Test',
    language: 'fr',
  }
}
