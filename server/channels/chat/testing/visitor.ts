import { randomUUID } from 'node:crypto'
import type { ChatChannel } from '#contract/channels.ts'
import type { ChatMessage, ChatSession, SessionInput } from '#contract/chat.ts'
import type { App } from '#server/app.ts'
import type { TestWorkspace } from '#server/testing/app.ts'

export const site = 'https://shop.test'

/** A chat of a workspace that takes visitors of one site. */
export async function aChat(workspace: TestWorkspace, more: object = {}): Promise<ChatChannel> {
  const { body, status } = await workspace.call<ChatChannel>('POST', '/channels', {
    kind: 'chat',
    name: 'Boutique en ligne',
    language: 'fr',
    teamId: workspace.teamId,
    origins: [site],
    ...more,
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

export interface Asked {
  origin?: string | null
  token?: string
  language?: 'fr' | 'en'
  headers?: Record<string, string>
}

export interface Told<Body> {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  body: Body
  text: string
}

/** Asks as the page of a site does: with its origin, and the session's token once there is one. */
export async function ask<Body = Record<string, unknown>>(
  app: App,
  chat: Pick<ChatChannel, 'address'>,
  method: 'GET' | 'POST' | 'OPTIONS',
  path: string,
  body?: unknown,
  { origin = site, token, language = 'fr', headers = {} }: Asked = {},
): Promise<Told<Body>> {
  const answer = await app.http.inject({
    method,
    url: path.startsWith('/widget') ? path : `/widget/v1/${chat.address}/${path}`,
    headers: {
      'accept-language': language,
      ...(origin !== null && { origin }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !Buffer.isBuffer(body) && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
  })
  const type = String(answer.headers['content-type'] ?? '')
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    body: (type.includes('json') ? JSON.parse(answer.body) : undefined) as Body,
  }
}

export interface Visitor {
  token: string
  session: ChatSession
  ask: <Body = Record<string, unknown>>(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    how?: Asked,
  ) => Promise<Told<Body>>
  write: (text: string, more?: object) => Promise<Told<ChatMessage>>
}

/** A visitor who opened the widget. */
export async function aVisitor(
  app: App,
  chat: Pick<ChatChannel, 'address'>,
  more: Partial<SessionInput> = {},
): Promise<Visitor> {
  const { body, status } = await ask<ChatSession>(app, chat, 'POST', 'sessions', {
    language: 'fr',
    timeZone: 'Europe/Paris',
    ...more,
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  const { token } = body
  const say: Visitor['ask'] = (method, path, given, how) =>
    ask(app, chat, method, path, given, { token, ...how })
  return {
    token,
    session: body,
    ask: say,
    write: (text, given = {}) => say<ChatMessage>('POST', 'messages', { id: randomUUID(), text, ...given }),
  }
}
