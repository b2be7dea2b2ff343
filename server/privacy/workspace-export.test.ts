import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DataExport } from '#contract/privacy.ts'
import { openFileStore } from '#server/platform/files.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aKey, aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { importWorkspace, writeWorkspaceForTests } from './testing/exporting.ts'

const folder = await mkdtemp(join(tmpdir(), 'boucle-move-'))
let app: TestApp
let workspace: TestWorkspace
const databases: OwnDatabase[] = []

beforeAll(async () => {
  const database = await ownDatabase()
  databases.push(database)
  app = await testApp({ database, config: { files: { kind: 'folder', folder: join(folder, 'files') } } })
  const neighbour = await aWorkspace(app)
  workspace = await aWorkspace(app)
  for (const one of [neighbour, workspace])
    await one.call(
      'POST',
      `/channels/${one.channelId}/raw`,
      aMail({ to: one.address, text: 'Un « camélia » \\ abîmé\tet "fané".' }),
    )
  await app.ground.db.inWorkspace(workspace.id, tx =>
    app.ground.files.put(tx, Buffer.from('pétales'), 'text/plain'),
  )
  await app.settle()
})
afterAll(async () => {
  await app?.close()
  for (const database of databases) await database.drop()
  await rm(folder, { recursive: true, force: true })
})

/** Asks for the file, waits for it and fetches it by its link alone. */
async function exported(): Promise<{ path: string; asked: DataExport; link: string }> {
  const { status, body } = await workspace.call<DataExport>('POST', '/data-exports')
  expect(status).toBe(201)
  expect(body.url).toBeNull()
  await app.settle()
  const ready = await workspace.call<DataExport>('GET', `/data-exports/${body.id}`)
  expect(ready.body).toMatchObject({ state: 'ready', progress: 100 })
  const link = ready.body.url!
  const fetched = await app.http.inject({ method: 'GET', url: link })
  expect(fetched.statusCode).toBe(200)
  const path = join(folder, `${body.id}.tar.zst`)
  await writeFile(path, fetched.rawPayload)
  return { path, asked: ready.body, link }
}

test('HST-1: an export taken in by a blank Boucle has the same counts and hashes, and works there', async () => {
  const { path } = await exported()
  const place = await ownDatabase()
  databases.push(place)
  const files = join(folder, 'files-elsewhere')
  const store = await openFileStore({ kind: 'folder', folder: files })
  const manifest = await importWorkspace(path, { url: place.url, store })
  expect(manifest.tables.find(({ name }) => name === 'messages')!.rows).toBeGreaterThan(0)

  const there = await testApp({ database: place, config: { files: { kind: 'folder', folder: files } } })
  try {
    const { rows } = await there.ground.db.pools.system.query('select id from workspaces')
    expect(rows).toEqual([{ id: workspace.id }])
    const again = await writeWorkspaceForTests(there.ground, place.url, join(folder, 'again'), workspace.id)
    expect(again.tables).toEqual(manifest.tables)
    expect(again.files).toEqual(manifest.files)
    const call = await aKey(there, workspace.id, { role: 'administrator' })
    const found = await call('GET', `/conversations?view=all&q=${encodeURIComponent('camélia')}`)
    expect(found.body.items).toHaveLength(1)
    const mail = await call('POST', `/channels/${workspace.channelId}/raw`, aMail({ to: workspace.address }))
    expect(mail.status).toBe(201)
  } finally {
    await there.stop()
  }
  await expect(importWorkspace(path, { url: place.url, store })).rejects.toThrow('here already')
})

test('HST-1: nothing of another workspace, no key and no password is in it', async () => {
  const { path } = await exported()
  const { readArchive, contentOf } = await import('#server/platform/backup/archive.ts')
  let text = ''
  const names: string[] = []
  for await (const entry of readArchive(path)) {
    names.push(entry.name)
    text += String(await contentOf(entry))
  }
  const neighbours = await app.ground.db.system
    .selectFrom('workspaces')
    .select('id')
    .where('id', '<>', workspace.id)
    .execute()
  expect(neighbours.length).toBeGreaterThan(0)
  for (const { id } of neighbours) expect(text).not.toContain(id)
  expect(names.filter(name => /api_keys|invitations|idempotency|auth/.test(name))).toEqual([])
  expect(names).toContain('schema.md')
  expect(text).toContain('| workspace_id | uuid | no |')
})

test('HST-1: a link opens for an hour, to whoever holds it, unchanged, and is refused otherwise', async () => {
  const { link, asked } = await exported()
  const status = async (url: string) => (await app.http.inject({ method: 'GET', url })).statusCode
  expect(await status(link)).toBe(200)
  // Another letter than its first, whichever that is.
  const forged = link.replace(/signature=(.)/, (_, first) => `signature=${first === '_' ? '-' : '_'}`)
  expect(await status(forged)).toBe(404)
  expect(await status(link.replace(/until=\d/, 'until=9'))).toBe(404)
  const log = await app.ground.db.system
    .selectFrom('access_log')
    .select('action')
    .where('workspace_id', '=', workspace.id)
    .where('action', 'in', ['export', 'download'])
    .execute()
  expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(['export', 'download']))
  expect((await workspace.call('DELETE', `/data-exports/${asked.id}`)).status).toBe(200)
  await app.settle()
  expect(await status(link)).toBe(404)
})
