import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testApp } from '#server/testing/app.ts'

let app: Awaited<ReturnType<typeof testApp>>
let folder: string
const script = 'export const word = "bonjour"\n'.repeat(50)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boucle-pages-'))
  await mkdir(join(folder, 'assets'))
  await mkdir(join(folder, 'widget/1'), { recursive: true })
  for (const [path, words] of [
    ['index.html', '<!doctype html><title>Boucle</title>'],
    ['assets/desk.js', script],
    ['widget.js', script],
    ['widget/1/panel.js', script],
  ] as const) {
    await writeFile(join(folder, path), words)
    await writeFile(join(folder, `${path}.gz`), gzipSync(words))
  }
  app = await testApp({ webFolder: folder })
})
afterAll(async () => {
  await app?.close()
  await rm(folder, { recursive: true, force: true })
})

test('the desk leaves gzipped for whoever reads that, and plain for others', async () => {
  const ask = (encoding: string) =>
    app.http.inject({ url: '/assets/desk.js', headers: { 'accept-encoding': encoding } })
  const packed = await ask('gzip, br')
  expect(packed.headers).toMatchObject({
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  expect(String(packed.headers['content-type'])).toContain('javascript')
  expect(gunzipSync(packed.rawPayload).toString()).toBe(script)
  const plain = await ask('identity')
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.payload).toBe(script)
})

test('a page of the desk is the desk, gzipped too, and never kept', async () => {
  const answer = await app.http.inject({
    url: '/contacts',
    headers: { accept: 'text/html', 'accept-encoding': 'gzip' },
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-cache')
  expect(gunzipSync(answer.rawPayload).toString()).toContain('<title>Boucle</title>')
})

test('every address of the desk is the page, for a browser and for who takes anything; a file that is missing is none', async () => {
  const statusOf = async (url: string, accept?: string) =>
    (await app.http.inject({ url, headers: accept === undefined ? {} : { accept } })).statusCode
  expect(await statusOf('/w/fleurs/desk/mine', 'text/html,application/xhtml+xml')).toBe(200)
  expect(await statusOf('/w/fleurs/desk/mine', '*/*')).toBe(200)
  expect(await statusOf('/sign-in')).toBe(200)
  expect(await statusOf('/sign-in', 'application/json')).toBe(404)
  expect(await statusOf('/assets/gone.js', '*/*')).toBe(404)
  expect(await statusOf('/api/v1/nothing', '*/*')).toBe(404)
})

test('the widget may be loaded by the pages of others, and a tab older than the release finds its parts at the same address', async () => {
  for (const url of ['/widget.js', '/widget/1/panel.js?v=aversionthatisgone']) {
    const answer = await app.http.inject({ url, headers: { origin: 'https://shop.test' } })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
    })
  }
  const desk = await app.http.inject({ url: '/assets/desk.js' })
  expect(desk.headers['cross-origin-resource-policy']).toBe('same-origin')
  expect(desk.headers['access-control-allow-origin']).toBeUndefined()
})
