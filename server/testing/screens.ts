import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import type { ClientToServer, FeedEvent, ServerToClient, Subscription } from '#contract/events.ts'
import type { App } from '#server/app.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'
import type { TestMember, TestWorkspace } from './app.ts'

export type Looking = Parameters<ServerToClient['looking']>[0]
export type Tick = Parameters<ServerToClient['tick']>[0]

/** Lets the program listen on a free port; returns its address. */
export async function listening(app: App): Promise<string> {
  if (!app.http.server.listening) await app.http.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`
}

/** The cookie of a real session of a member, who gets an account for it. */
export async function cookieOf(
  app: App,
  workspace: Pick<TestWorkspace, 'id'>,
  member: TestMember,
): Promise<string> {
  const { userId } =
    (await app.auth.findUserByEmail(member.email)) ?? (await app.auth.createUser(member.email, member.name))
  await app.ground.db.system
    .updateTable('members')
    .set({ user_id: userId })
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', member.id)
    .execute()
  const cookies = await app.auth.startSessionFor(userId)
  return cookies.map(cookie => cookie.split(';')[0]).join('; ')
}

/** A personal key of a member, or one of the workspace, as a header. */
export async function keyOf(
  app: App,
  workspace: Pick<TestWorkspace, 'id'>,
  { role, id = null }: { role: TestMember['role']; id?: string | null },
  scopes = ['events:read'],
): Promise<{ id: string; authorization: string }> {
  const { token } = newToken('bcl_')
  const keyId = app.ground.newId()
  await app.ground.db.system
    .insertInto('api_keys')
    .values({
      workspace_id: workspace.id,
      id: keyId,
      name: 'screen',
      token_hash: hashToken(token),
      token_end: token.slice(-4),
      scopes,
      role,
      member_id: id,
      created_by: null,
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    })
    .execute()
  return { id: keyId, authorization: `Bearer ${token}` }
}

export interface Screen {
  socket: Socket<ServerToClient, ClientToServer>
  events: FeedEvent[]
  ticks: Tick[]
  lookings: Looking[]
  /** Why the connection ended, once it has. */
  ended: Promise<string>
  subscribe(wanted: Partial<Subscription>): Promise<{ refused: string[]; seq: number }>
  close(): void
}

type Options = Partial<ManagerOptions & SocketOptions>

/** A socket that has not tried to connect yet. */
export function aSocket(
  url: string,
  workspace: string,
  headers: Record<string, string>,
  options: Options = {},
): Screen['socket'] {
  return io(url, {
    query: { workspace },
    extraHeaders: headers,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    ...options,
  })
}

/** A connected screen that keeps what it hears. */
export async function aScreen(
  url: string,
  workspace: string,
  headers: Record<string, string>,
  options?: Options,
): Promise<Screen> {
  const socket = aSocket(url, workspace, headers, options)
  const screen: Screen = {
    socket,
    events: [],
    ticks: [],
    lookings: [],
    ended: new Promise(done => socket.once('disconnect', done)),
    subscribe: wanted =>
      socket
        .timeout(5000)
        .emitWithAck('subscribe', { conversations: [], contacts: [], lists: [], ...wanted }),
    close: () => socket.disconnect(),
  }
  socket.on('event', event => screen.events.push(event))
  socket.on('tick', tick => screen.ticks.push(tick))
  socket.on('looking', looking => screen.lookings.push(looking))
  socket.connect()
  await Promise.race([
    once(socket as never, 'connect'),
    once(socket as never, 'connect_error').then(([error]) => Promise.reject(error)),
  ])
  return screen
}

/** Why the door stays shut, as the server says it over plain HTTP; undefined when it opens. */
export async function refusalOf(
  url: string,
  workspace: string,
  headers: Record<string, string>,
): Promise<string | undefined> {
  const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling&workspace=${workspace}`, { headers })
  if (answer.status === 200) return undefined
  return ((await answer.json()) as { message: string }).message
}
