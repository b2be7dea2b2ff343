import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DataFolderBusy, openDataFolder } from './data-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'boucle-folder-'))
afterAll(() => rmSync(root, { recursive: true }))
const newFolder = () => mkdtempSync(join(root, 'data-'))

/** Runs another program that opens the folder, and kills it without warning. */
async function openElsewhere(path: string): Promise<{ pid: number; said: string; kill(): Promise<void> }> {
  const code = `
    const { openDataFolder } = await import(${JSON.stringify(new URL('data-folder.ts', import.meta.url).href)})
    try { openDataFolder(${JSON.stringify(path)}); console.log('opened') } catch (error) { console.log(error.message) }
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise<string>(done => child.stdout.once('data', data => done(String(data).trim())))
  return {
    pid: child.pid ?? 0,
    said,
    kill: () =>
      new Promise(done => {
        child.once('exit', () => done())
        child.kill('SIGKILL')
      }),
  }
}

test('a second Boucle on the same folder is refused with one sentence', async () => {
  const path = newFolder()
  const folder = openDataFolder(path)
  const second = await openElsewhere(path)
  expect(second.said).toBe(`Boucle already runs on ${path} (process ${process.pid}).`)
  await second.kill()
  folder.release()
  const third = await openElsewhere(path)
  expect(third.said).toBe('opened')
  await third.kill()
})

test('the lock of a killed Boucle is recognised as stale', async () => {
  const path = newFolder()
  const first = await openElsewhere(path)
  expect(() => openDataFolder(path)).toThrow(DataFolderBusy)
  await first.kill()
  openDataFolder(path).release()
  expect(readdirSync(path)).toEqual([])
})

test('the number of a dead Boucle, given again to another program, is not taken for it', async () => {
  const path = newFolder()
  const lock = { pid: process.ppid, startedAt: 'another-boot/1' }
  writeFileSync(join(path, 'boucle.lock'), JSON.stringify(lock))
  const folder = openDataFolder(path)
  expect(JSON.parse(readFileSync(join(path, 'boucle.lock'), 'utf8')).pid).toBe(process.pid)
  folder.release()
})

test('a lock cut short by a power failure holds nobody back', () => {
  const path = newFolder()
  writeFileSync(join(path, 'boucle.lock'), '')
  openDataFolder(path).release()
})

test('of many starts at once on a stale lock, one opens the folder', async () => {
  const path = newFolder()
  writeFileSync(join(path, 'boucle.lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'long ago' }))
  const starts = await Promise.all(Array.from({ length: 6 }, () => openElsewhere(path)))
  expect(starts.filter(({ said }) => said === 'opened')).toHaveLength(1)
  for (const start of starts) await start.kill()
})

test('a folder stays new until a first start has gone all the way', () => {
  const path = join(newFolder(), 'made', 'on', 'the', 'way')
  const first = openDataFolder(path)
  expect(first.isNew).toBe(true)
  first.release()
  const second = openDataFolder(path)
  expect(second.isNew).toBe(true)
  second.settle()
  second.release()
  const third = openDataFolder(path)
  expect(third.isNew).toBe(false)
  third.release()
})
