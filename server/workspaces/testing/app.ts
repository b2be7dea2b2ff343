import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect } from 'vitest'
import { type Role, type Scope, scopes } from '#contract/common.ts'
import type { Config } from '#server/platform/config.ts'
import { openDb, type Tx } from '#server/platform/db.ts'
import { createRecordEvent, system } from '#server/platform/events.ts'
import { createFiles, localDisk } from '#server/platform/files.ts'
import type { Ground } from '#server/platform/ground.ts'
import { createHttp } from '#server/platform/http/server.ts'
import { createTranslate } from '#server/platform/i18n.ts'
import { createIds } from '#server/platform/ids.ts'
import type { Notice } from '#server/platform/notice-mail.ts'
import { createNumbers } from '#server/platform/numbers.ts'
import { createSecrets } from '#server/platform/secrets.ts'
import { type TestDatabase, testDatabase, testSecretKey } from '#server/platform/testing/postgres.ts'
import { createApiKey, createAuth, createWorkspaces, signInRoutes } from '../index.ts'
import { aMailAddress, anAddress } from '../sign-in/testing/app.ts'

export interface Answer {
  status: number
  // What a test looks at is for the test to say.
  body: Record<string, unknown> & { items?: Record<string, unknown>[]; code?: string }
  setCookies: string[]
  headers: Record<string, unknown>
}

export type Call = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT',
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<Answer>

/** This domain over HTTP and a real database, with a clock that the test turns and a drawer of mails. */
export async function workspacesApp(given?: TestDatabase, oidc?: Config['oidc']) {
  const database = given ?? (await testDatabase())
  const db = openDb({ appUrl: database.appUrl, systemUrl: database.url, size: 8 })
  const clock = { at: undefined as Date | undefined, now: () => new Date(clock.at ?? Date.now()) }
  const newId = createIds({ now: () => new Date() })
  const folder = mkdtempSync(join(tmpdir(), 'boucle-workspaces-'))
  const publicUrl = 'https://care.example.test'
  const ground: Ground = {
    db,
    clock,
    newId,
    nextNumber: createNumbers(db),
    recordEvent: createRecordEvent(newId, () => clock.now()),
    files: createFiles({ disk: localDisk(folder), folder, newId }),
    secrets: createSecrets(testSecretKey),
    t: createTranslate(),
    log: pino({ level: 'silent' }),
    publicUrl,
  }
  await sql`select ensure_partitions(now() - interval '2 months', now() + interval '1 month')`.execute(
    db.system,
  )
  const mails: Notice[] = []
  const removed: string[] = []
  const auth = createAuth({
    pool: db.pools.system,
    publicUrl,
    secretKey: testSecretKey,
    sendMail: async () => {},
    t: ground.t,
    log: ground.log,
    mayEnter: async () => false,
    clock,
    ...(oidc && { oidc }),
    companyGroups: (userId, groups) =>
      workspaces.applyCompanyGroups(userId, groups, oidc?.groups?.rules ?? []),
  })
  const workspaces = createWorkspaces(ground, {
    auth,
    version: '0.0.0-test',
    oidcName: undefined,
    // A mail leaves if and only if its transaction commits: the drawer waits for nothing else here.
    sendMail: async (_tx, notice) => void mails.push(notice),
    sendDigest: async () => {},
    async removeWorkspace(workspaceId) {
      await db.system.deleteFrom('workspaces').where('id', '=', workspaceId).execute()
      removed.push(workspaceId)
    },
  })
  const app = await createHttp({
    ground,
    router: { workspaces: workspaces.router },
    trustProxy: true,
    bodyLimit: 4 * 1024 * 1024,
    requestsPerMinute: 100_000,
    identify: request => workspaces.identify(request),
    plugins: [signInRoutes(auth, publicUrl), workspaces.plugin],
  })

  /** Calls as whoever these headers say. */
  const caller =
    (own: Record<string, string> = {}): Call =>
    async (method, path, body, headers = {}) => {
      const options: InjectOptions = {
        method,
        url: path.startsWith('/api/') ? path : `/api/v1${path}`,
        headers: { 'accept-language': 'fr', ...own, ...headers },
        remoteAddress: anAddress(),
      }
      if (body) options.payload = body
      const answer = await app.inject(options)
      const isJson = String(answer.headers['content-type']).includes('json')
      return {
        status: answer.statusCode,
        body: isJson ? answer.json() : {},
        setCookies: [answer.headers['set-cookie'] ?? []].flat(),
        headers: answer.headers,
      }
    }

  return {
    app,
    auth,
    clock,
    database,
    db,
    ground,
    mails,
    removed,
    workspaces,
    caller,
    anyone: caller(),
    async close() {
      await auth.settle()
      await app.close()
      await db.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type World = Awaited<ReturnType<typeof workspacesApp>>

/** A workspace of one's own, with a calendar, a site, a team and nobody in it. */
export async function aWorkspace(world: World, name = 'Fleurs d’Été') {
  const created = await world.workspaces.createWorkspace({
    name,
    language: 'fr',
    timeZone: 'Europe/Paris',
  })
  return {
    id: created.workspaceId,
    ...created,
    /** Does something in this workspace, as a request would. */
    inside: <T>(work: (tx: Tx) => Promise<T>) => world.db.inWorkspace(created.workspaceId, work),
  }
}

export type TestWorkspace = Awaited<ReturnType<typeof aWorkspace>>

export interface PersonWanted {
  role?: Role
  name?: string
  partnerId?: string | null
  teamIds?: string[]
  scopes?: Scope[]
  userId?: string
}

/** Somebody who works in a workspace, with a session of theirs and a key that acts as them. */
export async function aPerson(world: World, { id: workspaceId }: { id: string }, wanted: PersonWanted = {}) {
  const { role = 'adviser', name = 'Nadia Petit', partnerId = null, teamIds = [] } = wanted
  const email = aMailAddress()
  const userId = wanted.userId ?? (await world.auth.createUser(email, name)).userId
  const memberId = world.ground.newId()
  const key = await world.db.inWorkspace(workspaceId, async tx => {
    await tx
      .insertInto('members')
      .values({
        workspace_id: workspaceId,
        id: memberId,
        user_id: userId,
        role,
        name,
        email,
        partner_id: partnerId,
      })
      .execute()
    for (const teamId of teamIds) {
      await tx
        .insertInto('team_members')
        .values({ workspace_id: workspaceId, team_id: teamId, member_id: memberId })
        .execute()
    }
    return createApiKey(world.ground, tx, {
      name: `Clé de ${name}`,
      role,
      scopes: wanted.scopes ?? [...scopes],
      memberId,
      by: system,
    })
  })
  const cookie = cookiesOf(await world.auth.startSessionFor(userId))
  return {
    memberId,
    userId,
    email,
    name,
    cookie,
    token: key.token,
    keyId: key.id,
    /** In a browser. */
    call: world.caller({ cookie, 'boucle-workspace': workspaceId }),
    /** By a program. */
    api: world.caller({ authorization: `Bearer ${key.token}` }),
  }
}

export type Person = Awaited<ReturnType<typeof aPerson>>

/** What a browser sends back of what it was told to keep. */
export function cookiesOf(setCookies: string[]): string {
  return setCookies.map(line => line.split(';')[0]).join('; ')
}

/** Expects a problem with a code, and that it says a sentence. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
  expect(answer.body.title, 'the sentence is missing').not.toBe(code)
}

/** Types of the events of a workspace about one thing, in order. */
export async function eventsOf(world: World, workspaceId: string, subjectId: string) {
  const rows = await world.db.system
    .selectFrom('events')
    .select(['type', 'data', 'actor_kind', 'actor_id', 'id'])
    .where('workspace_id', '=', workspaceId)
    .where('subject_id', '=', subjectId)
    .orderBy('id')
    .execute()
  return rows
}
