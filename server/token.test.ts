import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopes } from '#contract/common.ts'
import { openDataFolder, secretIn } from './platform/data-folder.ts'
import { migrate } from './platform/migrate.ts'
import { startEmbeddedPostgres } from './platform/postgres.ts'
import { quietLog } from './platform/testing/postgres.ts'

const file = new URL('./token.ts', import.meta.url).pathname
const workspaceId = '01920000-0000-7000-8000-000000000001'
const ids = { administrator: 1, supervisor: 2, adviser: 3 }
const memberOf = (role: keyof typeof ids) => `01920000-0000-7000-8000-00000000001${ids[role]}`

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'boucle-token-'))
  await chmod(dataDir, 0o711)
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** Runs the command as `npm run token` does. */
async function token(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir }
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args], { env })
    return { code: 0, output: stdout, errors: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout, errors: stderr }
  }
}

/** Does something while a Boucle holds the folder and runs its database. */
async function whileRunning<T>(work: (database: pg.Client, url: string) => Promise<T>): Promise<T> {
  const folder = openDataFolder(dataDir)
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog, durable: false })
  const database = new pg.Client({ connectionString: postgres.url() })
  database.on('error', () => {})
  try {
    await database.connect()
    return await work(database, postgres.url())
  } finally {
    await database.end()
    await postgres.stop()
    folder.release()
  }
}

async function keyOf(printed: string, database: pg.Client) {
  const hash = createHash('sha256').update(printed.trim()).digest()
  const { rows } = await database.query(
    'select role, scopes, member_id from api_keys where token_hash = $1 and workspace_id = $2',
    [hash, workspaceId],
  )
  return rows[0]
}

const noDemo = 'There is no demonstration workspace here: start Boucle once with DEMO=on.\n'

test('one line with a token for the demonstration, while Boucle runs and when it does not', async () => {
  // Nothing there yet: one sentence, and nothing begun.
  expect(await token('--as', 'admin')).toEqual({ code: 1, output: '', errors: noDemo })

  const running = await whileRunning(async (database, url) => {
    // A database that no start has filled yet.
    secretIn(dataDir)
    expect(await token('--as', 'admin')).toEqual({ code: 1, output: '', errors: noDemo })
    await migrate({ url, secretKey: 'a secret key of this test alone, long enough' })
    // Tables, and no demonstration.
    expect(await token('--as', 'admin')).toEqual({ code: 1, output: '', errors: noDemo })
    await makeDemo(database)

    const printed = await token('--as', 'adviser')
    expect(printed).toMatchObject({ code: 0, errors: '' })
    expect(printed.output).toMatch(/^bcl_[\w-]{43}\n$/)
    expect(await keyOf(printed.output, database)).toEqual({
      role: 'adviser',
      scopes: [...scopes],
      member_id: memberOf('adviser'),
    })
    return printed.output
  })

  const admin = await token('--as', 'admin')
  expect(admin).toMatchObject({ code: 0, errors: '' })
  const supervisor = await token('--as', 'supervisor')
  await whileRunning(async database => {
    expect(await keyOf(running, database)).toMatchObject({ role: 'adviser' })
    expect(await keyOf(admin.output, database)).toMatchObject({
      role: 'administrator',
      member_id: memberOf('administrator'),
    })
    expect(await keyOf(supervisor.output, database)).toMatchObject({ member_id: memberOf('supervisor') })
  })
}, 60_000)

test('anything else asked gets the usage, on the error stream', async () => {
  const usage = 'Usage: npm run token -- --as admin|supervisor|adviser\n'
  for (const args of [[], ['--as'], ['--as', 'root'], ['--for', 'admin'], ['admin']]) {
    expect(await token(...args), args.join(' ')).toEqual({ code: 1, output: '', errors: usage })
  }
})

async function makeDemo(database: pg.Client) {
  const people = Object.keys(ids).map(role => memberOf(role as keyof typeof ids))
  await database.query(
    `insert into workspaces (id, slug, name, language, time_zone, is_demo, settings)
      values ($1, 'bleuet', 'Maison Bleuet', 'fr', 'Europe/Paris', true, $2)`,
    [workspaceId, JSON.stringify({ demoPeople: people })],
  )
  for (const role of Object.keys(ids)) {
    await database.query(
      `insert into members (workspace_id, id, user_id, role, name, email)
        values ($1, $2, gen_random_uuid(), $3, $3, $3 || '@bleuet.test')`,
      [workspaceId, memberOf(role as keyof typeof ids), role],
    )
  }
}
