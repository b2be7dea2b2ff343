import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DataExport } from '#contract/privacy.ts'
import { makeBackup } from './platform/backup/make.ts'
import { restoreBackup } from './platform/backup/restore.ts'
import { openFileStore, pathsIn } from './platform/files.ts'
import { anObjectStore } from './platform/testing/object-store.ts'
import { emptyDatabase, type OwnDatabase, ownDatabase, testSecretKey } from './platform/testing/postgres.ts'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from './testing/app.ts'

const folder = await mkdtemp(join(tmpdir(), 'boucle-store-'))
type ObjectStore = Awaited<ReturnType<typeof anObjectStore>>
const databases: OwnDatabase[] = []
const stores: ObjectStore[] = []
let store: ObjectStore
let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  store = await anObjectStore()
  stores.push(store)
  const database = await ownDatabase()
  databases.push(database)
  app = await testApp({ database, config: { files: store.settings } })
  workspace = await aWorkspace(app)
})
afterAll(async () => {
  await app?.close()
  for (const database of databases) await database.drop()
  for (const one of stores) await one.close()
  await rm(folder, { recursive: true, force: true })
})

async function listOf(disk: Parameters<typeof pathsIn>[0]): Promise<string[]> {
  const paths: string[] = []
  for await (const path of pathsIn(disk)) paths.push(path)
  return paths.sort()
}

const photo = Buffer.from('une photo de pivoines')
const large = Buffer.alloc(9_000_000, 'pétale ')

test('HST-1: a file sent with a mail lies in the object store under its hash, and comes back whole', async () => {
  const mail = [
    `From: Anna <anna@mail.test>\r\nTo: ${workspace.address}\r\nMessage-ID: <1@mail.test>\r\nSubject: Photo`,
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n',
    '--b\r\nContent-Type: text/plain\r\n\r\nVoici.',
    `--b\r\nContent-Type: image/png; name=fleurs.png\r\nContent-Disposition: attachment; filename=fleurs.png\r\nContent-Transfer-Encoding: base64\r\n\r\n${photo.toString('base64')}`,
    '--b--',
  ].join('\r\n')
  const sent = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, Buffer.from(mail))
  expect(sent.status).toBe(201)
  await app.settle()
  expect([...store.objects.values()].some(content => content.equals(photo))).toBe(true)
  const list = await workspace.call<{ items: { id: string }[] }>('GET', '/conversations?view=all')
  const { body: thread } = await workspace.call<{ items: { attachments: { id: string }[] }[] }>(
    'GET',
    `/conversations/${list.body.items[0]!.id}/messages`,
  )
  const [attachment] = thread.items[0]!.attachments
  const file = await workspace.call<string>('GET', `/attachments/${attachment!.id}`)
  expect([file.status, String(file.body)]).toEqual([200, String(photo)])
  expect(store.refused).toEqual([])
})

test('HST-1: what is kept under a name, read as a stream, listed over several pages and deleted', async () => {
  const { files } = app.ground
  await files.keep(workspace.id, 'un-mail', large)
  expect(Buffer.from(await files.readKept(workspace.id, 'un-mail')).equals(large)).toBe(true)
  const parts: Buffer[] = []
  for await (const part of await files.streamKept(workspace.id, 'un-mail')) parts.push(part as Buffer)
  expect(Buffer.concat(parts).equals(large)).toBe(true)
  await files.dropKept(workspace.id, 'un-mail')
  await files.dropKept(workspace.id, 'un-mail')
  await expect(files.readKept(workspace.id, 'un-mail')).rejects.toThrow()
  for (const number of [1, 2, 3, 4, 5, 6, 7])
    await files.note(`essais/${number}.json`, Buffer.from(`{"n":${number}}`))
  expect((await files.notes('essais')).map(({ path }) => path)).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map(number => `essais/${number}.json`),
  )
  expect(await files.notes('ailleurs')).toEqual([])
  await files.keep('leaving', 'a', photo)
  await files.keep('leaving', 'b', photo)
  await files.removeWorkspace('leaving')
  expect([...store.objects.keys()].filter(name => name.startsWith('leaving/'))).toEqual([])
})

test('HST-1: an export of the workspace goes to the store from a file of this machine, and is fetched by its link', async () => {
  const { body } = await workspace.call<DataExport>('POST', '/data-exports')
  await app.settle()
  const { body: ready } = await workspace.call<DataExport>('GET', `/data-exports/${body.id}`)
  expect(ready.state).toBe('ready')
  const fetched = await app.http.inject({ method: 'GET', url: ready.url! })
  expect(fetched.statusCode).toBe(200)
  expect(fetched.rawPayload.length).toBe(ready.bytes)
})

test('HST-1: a backup takes the files out of one object store and a restore puts them into another, or into a folder', async () => {
  await app.ground.files.keep(workspace.id, 'gros', large)
  const archive = join(folder, 'backup.tar.zst')
  const source = await openFileStore(store.settings)
  await makeBackup(
    { url: databases[0]!.url, store: source, secretKey: testSecretKey, version: '0.0.0', now: new Date() },
    archive,
  )
  const elsewhere = await anObjectStore()
  stores.push(elsewhere)
  for (const place of [elsewhere.settings, { kind: 'folder', folder: join(folder, 'files') } as const]) {
    const database = await emptyDatabase()
    databases.push(database)
    const target = await openFileStore(place)
    await restoreBackup(archive, {
      url: database.url,
      store: target,
      secretKey: testSecretKey,
      replace: false,
    })
    const paths = await listOf(target.disk)
    expect(paths).toEqual(await listOf(source.disk))
    for (const path of paths)
      expect(Buffer.from(await target.disk.getBytes(path)).equals(store.objects.get(path)!), path).toBe(true)
  }
  expect(elsewhere.refused).toEqual([])
}, 60_000)

test('a store that refuses the key is told as an error, and nothing is taken for written', async () => {
  const wrong = await testApp({
    database: databases[0]!,
    running: false,
    config: { files: { ...store.settings, secretAccessKey: 'another' } },
  })
  try {
    await expect(wrong.ground.files.keep(workspace.id, 'x', photo)).rejects.toThrow()
    expect(store.objects.has(`${workspace.id}/kept/x`)).toBe(false)
    expect(store.refused).toContain('SignatureDoesNotMatch')
  } finally {
    await wrong.close()
  }
})
