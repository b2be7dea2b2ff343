import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { expect } from 'vitest'
import type { Role, Scope } from '#contract/common.ts'
import { scopes } from '#contract/common.ts'
import { type App, type AppOptions, createApp } from '#server/app.ts'
import { type Clock, systemClock } from '#server/platform/clock.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'
import { type TestDatabase, testDatabase, testSecretKey } from '#server/platform/testing/postgres.ts'

export interface TestApp extends App {
  /** Folder of outgoing mails, as .eml files. */
  outbox: string
  close(): Promise<void>
}

export interface TestAppOptions {
  clock?: Clock
  /** The worker's shared database unless a test needs its own. */
  database?: TestDatabase
  /** Port 0 receives mail on a free port; absent = no SMTP. */
  smtp?: boolean
  /** Relay, jobs and mail run; off for tests that only ask and answer. */
  running?: boolean
  config?: Partial<AppOptions['config']>
  resolver?: AppOptions['resolver']
  requestsPerMinute?: number
  imap?: AppOptions['imap']
  webhookTimeoutMs?: number
  busyAfterMs?: number
  outside?: AppOptions['outside']
  /** Of HTTP, and of chat visitors. */
  perAddress?: { connections: number; sockets: number }
  /** Folder of the built desk. */
  webFolder?: string
  /** Where the program logs; nowhere unless a test reads it. */
  log?: Logger
}

/** The whole program on a test database, without listening: ask it through `call` or `http.inject`. */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'boucle-app-'))
  const outbox = join(folder, 'outbox')
  const { url, appUrl } = options.database ?? (await testDatabase())
  if (options.running !== false) await leaveAlone(url)
  const app = await createApp({
    config: {
      publicUrl: 'http://127.0.0.1:4400',
      trustProxy: false,
      secretKey: testSecretKey,
      maxMessageBytes: 40 * 1024 * 1024,
      requestsPerMinute: options.requestsPerMinute ?? 1_000_000,
      mailOut: { kind: 'outbox', folder: outbox },
      smtpIn: options.smtp ? { host: '127.0.0.1', port: 0 } : undefined,
      files: { kind: 'folder', folder: join(folder, 'files') },
      oidc: undefined,
      backups: undefined,
      redisUrl: undefined,
      webhookNetworks: undefined,
      securityContact: undefined,
      ...options.config,
    },
    database: { appUrl, systemUrl: url, directUrl: url },
    clock: options.clock ?? systemClock,
    log:
      options.log ??
      pino({ level: process.env.TEST_LOG ?? 'silent', serializers: { error: pino.stdSerializers.err } }),
    version: '0.0.0',
    busyAfterMs: options.busyAfterMs ?? 60_000,
    isOffline: options.resolver === undefined,
    ...(options.webFolder && { webFolder: options.webFolder }),
    ...(options.resolver && { resolver: options.resolver }),
    ...(options.imap && { imap: options.imap }),
    ...(options.outside && { outside: options.outside }),
    ...(options.perAddress && {
      connectionsPerAddress: options.perAddress.connections,
      socketsPerAddress: options.perAddress.sockets,
    }),
    ...(options.webhookTimeoutMs && { webhookTimeoutMs: options.webhookTimeoutMs }),
  })
  await app.http.ready()
  if (options.running !== false) await app.start()
  const running = { file: expect.getState().testPath, stop: () => app.stop() }
  if (options.running !== false) runningOn.set(url, running)
  return Object.assign(app, {
    outbox,
    async close() {
      if (runningOn.get(url) === running) runningOn.delete(url)
      await app.stop()
      await rm(folder, { recursive: true, force: true })
    },
  })
}

/** Programs that run on a database of this worker, by its address. */
const runningOn = new Map<string, { file: string | undefined; stop(): Promise<void> }>()

/** Two programs on one database do each other's jobs, with the other's mail server and clock: no test means that. */
async function leaveAlone(url: string): Promise<void> {
  const other = runningOn.get(url)
  if (!other) return
  if (other.file === expect.getState().testPath)
    throw new Error('another program runs on this database: give the second one its own (ownDatabase)')
  // Left by a file that failed before it could stop it.
  runningOn.delete(url)
  await other.stop()
}

export interface Answer<Body = Record<string, unknown>> {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  body: Body
}

/** Asks the program as someone; the body of the answer is read as JSON when it is JSON. */
export type Call = <Body = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<Body>>

export interface TestWorkspace {
  id: string
  slug: string
  calendarId: string
  teamId: string
  /** The e-mail channel: its id and the address that receives. */
  channelId: string
  address: string
  /** A key of the workspace with every scope, as administrator. */
  call: Call
}

let made = 0

/** A fresh workspace with an e-mail address, its defaults and an administrator's key. */
export async function aWorkspace(app: App, { language = 'fr' as 'fr' | 'en' } = {}): Promise<TestWorkspace> {
  made += 1
  const name = `essai-${process.pid}-${process.env.VITEST_POOL_ID ?? '1'}-${made}-${Math.random().toString(36).slice(2, 8)}`
  const address = `bonjour@${name}.test`
  const created = await app.workspaces.createWorkspace({ name, language, timeZone: 'Europe/Paris', address })
  const channel = await app.ground.db.system
    .selectFrom('channels')
    .select('id')
    .where('workspace_id', '=', created.workspaceId)
    .executeTakeFirstOrThrow()
  const call = await aKey(app, created.workspaceId, { role: 'administrator' })
  return {
    id: created.workspaceId,
    slug: created.slug,
    calendarId: created.calendarId,
    teamId: created.teamId,
    channelId: channel.id,
    address,
    call,
  }
}

/** A key that acts with a role, or as a member; returns how to call with it. */
export async function aKey(
  app: App,
  workspaceId: string,
  {
    role,
    memberId = null,
    scopes: wanted = [...scopes],
    teamIds = null,
  }: { role: Role; memberId?: string | null; scopes?: Scope[]; teamIds?: string[] | null },
): Promise<Call> {
  const { token } = newToken('bcl_')
  await app.ground.db.system
    .insertInto('api_keys')
    .values({
      workspace_id: workspaceId,
      id: app.ground.newId(),
      name: 'test',
      token_hash: hashToken(token),
      token_end: token.slice(-4),
      scopes: wanted,
      role,
      member_id: memberId,
      team_ids: teamIds,
      created_by: null,
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    })
    .execute()
  return callerWith(app, { authorization: `Bearer ${token}` })
}

export interface TestMember {
  id: string
  email: string
  name: string
  role: Role
  /** Calls with a personal key: acts as this member. */
  call: Call
}

/** A member of a workspace, with a personal key. A partner adviser gets a partner. */
export async function aMember(
  app: App,
  workspace: Pick<TestWorkspace, 'id'>,
  role: Role,
  { name = 'Léa Martin', teamIds = [] as string[], visibleFields = ['name', 'language'] } = {},
): Promise<TestMember> {
  const id = app.ground.newId()
  const email = `${id}@people.test`
  const partnerId = role === 'partner' ? app.ground.newId() : null
  await app.ground.db.inWorkspace(workspace.id, async tx => {
    if (partnerId)
      await tx
        .insertInto('partners')
        .values({
          workspace_id: workspace.id,
          id: partnerId,
          name: `Partner ${partnerId}`,
          visible_contact_fields: visibleFields,
        })
        .execute()
    await tx
      .insertInto('members')
      .values({ workspace_id: workspace.id, id, role, name, email, partner_id: partnerId })
      .execute()
    if (teamIds.length > 0)
      await tx
        .insertInto('team_members')
        .values(teamIds.map(team_id => ({ workspace_id: workspace.id, team_id, member_id: id })))
        .execute()
  })
  return { id, email, name, role, call: await aKey(app, workspace.id, { role, memberId: id }) }
}

/** The same with a session of their own, for what only people may do. */
export async function aPerson(
  app: App,
  workspace: Pick<TestWorkspace, 'id'>,
  ...[role, how]: [Role, Parameters<typeof aMember>[3]?]
): Promise<TestMember> {
  const member = await aMember(app, workspace, role, how)
  const { userId } = await app.auth.createUser(member.email, member.name, 'correct horse battery')
  await app.ground.db.system
    .updateTable('members')
    .set({ user_id: userId })
    .where('id', '=', member.id)
    .execute()
  const cookie = (await app.auth.startSessionFor(userId)).map(line => line.split(';')[0]).join('; ')
  return { ...member, call: callerWith(app, { cookie, 'boucle-workspace': workspace.id }) }
}

/** Calls with fixed headers: a key, a cookie, or none. */
export function callerWith(app: App, fixed: Record<string, string>): Call {
  return async (method, path, body, headers) => {
    const isRaw = Buffer.isBuffer(body)
    const answer = await app.http.inject({
      method: method as 'GET',
      url: path.startsWith('/api') || !path.startsWith('/') ? path : `/api/v1${path}`,
      headers: {
        ...fixed,
        ...(isRaw
          ? { 'content-type': 'message/rfc822' }
          : body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: isRaw ? body : JSON.stringify(body) }),
    })
    const type = String(answer.headers['content-type'] ?? '')
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: type.includes('json') && answer.body !== '' ? JSON.parse(answer.body) : answer.body,
    }
  }
}

/** A raw mail in a few words, for tests that need one. */
export function aMail({
  from = 'Anna Pereira <anna@mail.test>',
  to = 'bonjour@maison.test',
  subject = 'Bouquet non reçu',
  text = 'Bonjour,\n\nLe bouquet commandé pour aujourd’hui n’est pas arrivé. Pouvez-vous me dire où il est ?\n\nAnna',
  messageId = `<${Math.random().toString(36).slice(2)}@mail.test>`,
  headers = {} as Record<string, string>,
} = {}): Buffer {
  const lines = {
    From: from,
    To: to,
    Subject: `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    'Message-ID': messageId,
    Date: new Date().toUTCString(),
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
    ...headers,
  }
  const head = Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')
  return Buffer.from(`${head}\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n`)
}
