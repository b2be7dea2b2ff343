import { createPublicKey, verify } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { DataExport, WorkspaceErasure } from '#contract/privacy.ts'
import { mailWorld } from '#server/channels/email/testing/world.ts'
import { makeBackup } from '#server/platform/backup/make.ts'
import { restoreBackup } from '#server/platform/backup/restore.ts'
import { openFileStore } from '#server/platform/files.ts'
import { doLater } from '#server/platform/jobs.ts'
import {
  emptyDatabase,
  type OwnDatabase,
  ownDatabase,
  testSecretKey,
} from '#server/platform/testing/postgres.ts'
import {
  aKey,
  aPerson,
  aWorkspace,
  type Call,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { aHouse } from '#server/testing/crossing.ts'
import { tracesOf } from '#server/testing/traces.ts'
import { importWorkspace, writeWorkspaceForTests } from '../testing/exporting.ts'
import { checkCertificate } from './certificate.ts'

const folder = await mkdtemp(join(tmpdir(), 'boucle-farewell-'))
const files = join(folder, 'files')
const start = Date.now()
let daysLater = 0
const options = {
  config: { files: { kind: 'folder', folder: files } } as const,
  clock: { now: () => new Date(start + daysLater * 86_400_000) },
}
const databases: OwnDatabase[] = []
let database: OwnDatabase
let app: TestApp
beforeAll(async () => {
  database = await ownDatabase()
  databases.push(database)
  app = await testApp({ database, ...options })
})
beforeEach(() => {
  daysLater = 0
})
afterAll(async () => {
  await app?.close()
  for (const one of databases) await one.drop()
  await rm(folder, { recursive: true, force: true })
})

interface Leaving extends TestWorkspace {
  administrator: TestMember
}

/** A small workspace with somebody who may end it, and a customer who wrote. */
async function aSmallHouse(): Promise<Leaving> {
  const workspace = await aWorkspace(app)
  const administrator = await aPerson(app, workspace, 'administrator', { name: 'Inès' })
  await workspace.call('POST', '/contacts', { name: 'Anna Pereira' })
  await app.ground.db.inWorkspace(workspace.id, tx =>
    app.ground.files.put(tx, Buffer.from(`pétales de ${workspace.slug}`), 'text/plain'),
  )
  return { ...workspace, administrator }
}

const stateOf = async (call: Call) => (await call<WorkspaceErasure>('GET', '/workspace-erasure')).body

/** Both steps. */
async function leave(call: Call): Promise<WorkspaceErasure> {
  const { name } = await stateOf(call)
  expect((await call('POST', '/workspace-erasure', { typed: name })).status).toBe(200)
  const { status, body } = await call<WorkspaceErasure>('POST', '/workspace-erasure/confirmation', {
    typed: 'effacer',
  })
  expect(status).toBe(200)
  return body
}

/** Where an id is still named, but in what says that it was erased. */
async function tracesOfWorkspace(ids: string[], url = database.url): Promise<string[]> {
  const places = await tracesOf(ids, { url, folder: files })
  const folders = (await readdir(files)).filter(name => ids.includes(name))
  return [...places, ...folders].filter(
    place => !place.includes('erasure_certificates') && !place.includes('farewells'),
  )
}

/** Every row of every table that names a workspace, as one sum. */
async function sumOf(workspaceId: string): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.oid::regclass::text as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by 1`.execute(app.ground.db.system)
  const sums: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await sql<{ sum: string }>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum
      from ${sql.raw(name)} t where t.workspace_id = ${workspaceId}`.execute(app.ground.db.system)
    sums[name] = rows[0]!.sum
  }
  return sums
}

const pathOf = (url: string | null) => new URL(url!).pathname

test('HST-1: two steps are typed by an administrator; thirty days run, in which it is taken back', async () => {
  const house = await aSmallHouse()
  const { call } = house.administrator
  const step = (typed: string, by = call) => by('POST', '/workspace-erasure', { typed })
  const second = (typed: string) => call('POST', '/workspace-erasure/confirmation', { typed })
  expect(await stateOf(call)).toMatchObject({ state: 'none', counts: { contacts: 1, files: 1 } })
  const { name } = await stateOf(call)
  expect(await second('effacer')).toMatchObject({ status: 409, body: { code: 'privacy.first_step' } })
  expect(await step(name.toUpperCase())).toMatchObject({ status: 422, body: { code: 'privacy.type_name' } })
  const supervisor = await aPerson(app, house, 'supervisor')
  expect((await step(name, supervisor.call)).status).toBe(403)
  expect((await step(name, await aKey(app, house.id, { role: 'administrator' }))).status, 'no program').toBe(
    403,
  )

  const contact = (await house.call<{ id: string }>('POST', '/contacts', { name: 'En litige' })).body.id
  await house.call('PUT', `/contacts/${contact}/legal-hold`, { reason: 'Litige 2026-41' })
  expect(await step(name)).toMatchObject({ status: 409, body: { code: 'privacy.workspace_on_hold' } })
  await house.call('DELETE', `/contacts/${contact}/legal-hold`)

  expect((await step(name)).status).toBe(200)
  expect(await stateOf(call)).toMatchObject({ state: 'asked', dueAt: null, certificateUrl: null })
  expect((await second('oui')).status).toBe(422)
  expect((await second('Effacer')).status).toBe(200)
  const going = await stateOf(call)
  expect(going.state).toBe('confirmed')
  expect(new Date(going.dueAt!).getTime() - options.clock.now().getTime()).toBeGreaterThan(29.9 * 86_400_000)
  expect(await step(name)).toMatchObject({ status: 409, body: { code: 'privacy.workspace_going' } })
  const page = await app.http.inject({ url: `${pathOf(going.certificateUrl)}?lang=fr` })
  expect(page.body).toContain('sera effacé le')

  // Until the day, nothing goes; it is said again a week and a day before; and a whole copy can be taken along.
  for (const days of [10, 22.5, 23, 28, 29.2, 29.9]) {
    daysLater = days
    expect(await app.privacy.eraseWorkspaces()).toBe(0)
    await app.settle()
  }
  const subjects = (await mailWorld(app, house).mailsTo(house.administrator.email)).map(one => one.subject)
  expect(subjects.filter(subject => subject?.startsWith('Rappel')).length).toBe(2)
  const asked = await house.call<DataExport>('POST', '/data-exports')
  await app.settle()
  expect((await house.call<DataExport>('GET', `/data-exports/${asked.body.id}`)).body.state).toBe('ready')

  expect((await call('DELETE', '/workspace-erasure')).status).toBe(200)
  daysLater = 40
  expect(await app.privacy.eraseWorkspaces()).toBe(0)
  expect(await stateOf(call)).toMatchObject({ state: 'none', counts: { contacts: 2 } })
  const { body: audit } = await house.call<{ items: { type: string }[] }>(
    'GET',
    `/audit?subjectId=${house.id}`,
  )
  expect(audit.items.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['workspace.erasure_asked', 'workspace.erasure_withdrawn']),
  )
})

test('HST-1: on the day everything of the workspace is gone everywhere, nothing of another is, and a certificate remains', async () => {
  const going = await aHouse(app, 'zinnia', 'fw1')
  const staying = await aHouse(app, 'zinnia', 'fw2')
  const person = await aPerson(app, { id: going.id }, 'administrator', { name: 'Inès' })
  // Somebody who works in both keeps their account; what waits for the one waits no more.
  const both = await aPerson(app, { id: going.id }, 'adviser', { name: 'Malik des deux' })
  const account = await app.ground.db.system
    .selectFrom('members')
    .select('user_id')
    .where('id', '=', both.id)
    .executeTakeFirstOrThrow()
  await app.ground.db.system
    .insertInto('members')
    .values({
      ...{ workspace_id: staying.id, id: app.ground.newId(), role: 'adviser', name: 'Malik des deux' },
      ...{ email: both.email, user_id: account.user_id },
    })
    .execute()
  // A job of next month: its queue is not the workspace's, and names it all the same.
  await app.ground.db.inWorkspace(going.id, tx =>
    doLater(tx, { task: 'privacy.drop_export', runAt: new Date(start + 60 * 86_400_000) }),
  )
  await app.settle()
  const { certificateUrl, counts } = await leave(person.call)
  expect(counts.messages).toBeGreaterThan(3)
  await app.settle()
  const traces = [going.id, 'fw1']
  const there = await tracesOfWorkspace(traces)
  expect(there.length).toBeGreaterThan(60)
  expect(there.some(place => place.includes('jobs.'))).toBe(true)
  // Whatever waited for its hour in either house is done first.
  daysLater = 29.999_999
  await app.settle()
  const before = await sumOf(going.id)
  const others = await sumOf(staying.id)
  const filled = Object.keys(before).filter(table => !before[table]!.startsWith('0 '))
  expect(filled.length, 'the house has one of nearly everything').toBeGreaterThan(45)

  // The next moment, so that nothing else falls due between the two sums.
  daysLater = 30
  await app.privacy.eraseWorkspaces()
  expect(await tracesOfWorkspace(traces)).toEqual([])
  expect(await sumOf(staying.id)).toEqual(others)
  const { rows: accounts } = await sql<{ email: string }>`
    select email from auth."user" where email in (${person.email}, ${both.email})`.execute(
    app.ground.db.system,
  )
  expect(accounts).toEqual([{ email: both.email }])
  expect((await person.call('GET', '/workspace-erasure')).status).toBe(401)

  // The link that was given when it was asked for, opened by nobody in particular.
  const page = await app.http.inject({ url: `${pathOf(certificateUrl)}?lang=fr` })
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('Tout ce que cet espace contenait a été effacé.')
  const file = await app.http.inject({ url: `${pathOf(certificateUrl)}/file` })
  expect(file.headers['content-disposition']).toContain('attachment')
  const key = (await app.http.inject({ url: '/erasure-certificates/key' })).body
  const checked = checkCertificate(file.body, key)
  if (checked.problem === 'unreadable') throw new Error('unreadable')
  expect(checked.problem).toBeUndefined()
  expect(checked.statement.workspace.id).toBe(going.id)
  expect(Object.keys(checked.statement.rows).sort()).toEqual(filled.filter(table => before[table] !== '0 '))
  for (const [table, count] of Object.entries(checked.statement.rows))
    expect(`${table} ${before[table]!.split(' ')[0]}`).toBe(`${table} ${count}`)
  expect(JSON.stringify(checked.statement)).not.toMatch(/Inès|@|Malik/)
  // With nothing of ours: any tool that knows Ed25519.
  const { statement, signature } = JSON.parse(file.body) as { statement: string; signature: string }
  const isTrue = (text: string) =>
    verify(null, Buffer.from(text), createPublicKey(key), Buffer.from(signature, 'base64'))
  expect(isTrue(statement)).toBe(true)
  expect(isTrue(statement.replace('"files":', '"files":1'))).toBe(false)
}, 120_000)

test.each(['note', 'removeWorkspace', 'dropNotes'] as const)(
  'HST-1: a stop at %s, in the middle of an erasure, is ended by the next start',
  async step => {
    const house = await aSmallHouse()
    await app.settle()
    const { certificateUrl } = await leave(house.administrator.call)
    const cut = vi.spyOn(app.ground.files, step).mockRejectedValue(new Error('the power went'))
    daysLater = 31
    await expect(app.privacy.eraseWorkspaces()).rejects.toThrow('the power went')
    cut.mockRestore()
    const between = await app.http.inject({ url: `${pathOf(certificateUrl)}?lang=en` })
    expect(between.body).toContain('under way')
    await app.close()
    app = await testApp({ database, ...options })
    const file = await app.http.inject({ url: `${pathOf(certificateUrl)}/file` })
    expect(checkCertificate(file.body, app.ground.secrets.attestor.publicKey).problem).toBeUndefined()
    expect(await tracesOfWorkspace([house.id])).toEqual([])
  },
)

test('HST-1: what comes too late for the erasure is swept after it; nobody kept for a claim goes meanwhile', async () => {
  const house = await aSmallHouse()
  const contact = (await house.call<{ id: string }>('POST', '/contacts', { name: 'En litige' })).body.id
  await leave(house.administrator.call)
  await house.call('PUT', `/contacts/${contact}/legal-hold`, { reason: 'Litige 2026-42' })
  daysLater = 31
  expect(await app.privacy.eraseWorkspaces()).toBe(0)
  expect(await stateOf(house.administrator.call)).toMatchObject({ state: 'confirmed', holds: 1 })
  await house.call('DELETE', `/contacts/${contact}/legal-hold`)
  await app.privacy.eraseWorkspaces()
  // A request that was under way when everything went.
  const late = { workspace_id: house.id, id: app.ground.newId(), at: options.clock.now(), actor_id: null }
  await app.ground.db.system
    .insertInto('access_log')
    .values({ ...late, actor_kind: 'system', action: 'read', subject_kind: 'contact', subject_id: contact })
    .execute()
  await app.ground.files.keep(house.id, 'exports/late', Buffer.from('trop tard'))
  expect(await tracesOfWorkspace([house.id])).not.toEqual([])
  await app.privacy.eraseWorkspaces()
  expect(await tracesOfWorkspace([house.id])).toEqual([])
})

test('HST-1: a restored backup erases the workspace again, and an export of it taken in lives', async () => {
  const house = await aSmallHouse()
  await app.settle()
  const store = await openFileStore({ kind: 'folder', folder: files })
  const archive = join(folder, 'before.tar.zst')
  const source = { url: database.url, store, secretKey: testSecretKey, version: '0.0.0', now: new Date() }
  await makeBackup(source, archive)
  const exported = join(folder, 'house.tar.zst')
  await writeWorkspaceForTests(app.ground, database.url, exported, house.id)
  const { certificateUrl } = await leave(house.administrator.call)
  daysLater = 31
  await app.privacy.eraseWorkspaces()
  await app.close()

  const place = await emptyDatabase()
  databases.push(place)
  await restoreBackup(archive, { url: place.url, store, secretKey: testSecretKey })
  expect((await tracesOfWorkspace([house.id], place.url)).length).toBeGreaterThan(10)
  app = await testApp({ database: place, ...options })
  await app.settle()
  expect(await tracesOfWorkspace([house.id], place.url)).toEqual([])
  const file = await app.http.inject({ url: `${pathOf(certificateUrl)}/file` })
  expect(checkCertificate(file.body).problem).toBeUndefined()
  await app.close()

  await importWorkspace(exported, { url: place.url, store })
  app = await testApp({ database: place, ...options })
  await app.privacy.eraseWorkspaces()
  const call = await aKey(app, house.id, { role: 'administrator' })
  expect((await call<{ items: object[] }>('GET', '/contacts')).body.items).toHaveLength(1)
}, 120_000)
