import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { openDataFolder } from '#server/platform/data-folder.ts'
import { migrate } from '#server/platform/migrate.ts'
import { startEmbeddedPostgres } from '#server/platform/postgres.ts'
import { type Size, sizes, stepsOf } from './generator.ts'
import { note } from './measure.ts'

export const secretKey = 'the secret key of every bench run of Boucle'

const quiet = { info() {}, warn() {}, error: note }

/** The size that a bench was asked for: the first word after its name, or else. */
export function sizeAsked(otherwise: Size): Size {
  const asked = process.argv[2] ?? otherwise
  if (asked in sizes) return asked as Size
  throw new Error(`There is no size ${asked}: ${Object.keys(sizes).join(' or ')}.`)
}

/**
 * Prepares a size in a folder that is kept, unless an earlier run did: made anew when what makes it has changed, brought
 * to the newest migrations when only they have. Resolves to its folder, with nothing running on it.
 */
export async function prepareDataset(size: Size): Promise<string> {
  const dataDir = join(import.meta.dirname, '..', '.cache', 'bench', size)
  const folder = openDataFolder(dataDir)
  try {
    const recipe = join(dataDir, 'prepared')
    const isKept =
      existsSync(recipe) && readFileSync(recipe, 'utf8') === recipeOf(size) && (await isUpToDate(dataDir))
    if (!isKept) {
      for (const name of ['prepared', 'settled', 'postgres', 'postgres.password', 'postgres.log'])
        rmSync(join(dataDir, name), { recursive: true, force: true })
      await make(size, dataDir)
      writeFileSync(join(dataDir, 'secret.key'), `${secretKey}\n`, { mode: 0o600 })
      folder.settle()
      writeFileSync(recipe, recipeOf(size))
    }
    return dataDir
  } finally {
    folder.release()
  }
}

const functions = readFileSync(new URL('dataset.sql', import.meta.url), 'utf8')

/** Tells whether a dataset was made by the statements of today. */
const recipeOf = (size: Size) =>
  createHash('sha256')
    .update(JSON.stringify([functions, stepsOf(size, new Date(0))]))
    .digest('hex')

/** Migrates a kept dataset; false when its words are no longer those that messages would be given now. */
async function isUpToDate(dataDir: string): Promise<boolean> {
  const server = await startEmbeddedPostgres({ dataDir, log: quiet })
  try {
    const applied = await migrate({ url: server.url(), secretKey, log: note })
    if (applied.length > 0) await query(server.url(), ['vacuum (analyze)'])
    return await areWordsRight(server.url())
  } finally {
    await server.stop()
  }
}

async function make(size: Size, dataDir: string): Promise<void> {
  note(`Preparing size ${size} (once)…`)
  // Filled carelessly; every bench runs it as a product would.
  const server = await startEmbeddedPostgres({
    dataDir,
    log: quiet,
    durable: false,
    settings: {
      shared_buffers: '2GB',
      work_mem: '256MB',
      maintenance_work_mem: '1GB',
      max_wal_size: '2GB',
      checkpoint_completion_target: '0.1',
      wal_level: 'minimal',
      max_wal_senders: '0',
      autovacuum: 'off',
    },
  })
  try {
    await migrate({ url: server.url(), secretKey })
    const start = new Date(Date.now() - 368 * 86_400_000)
    await query(server.url(), [
      functions,
      `select ensure_partitions(now() - interval '370 days', now() + interval '92 days')`,
      ...stepsOf(size, start).map(({ name, sql }) => [name, sql] as const),
      'checkpoint',
    ])
    if (!(await areWordsRight(server.url())))
      throw new Error('the words put together are not those of message_words')
  } finally {
    await server.stop()
  }
}

/** Runs statements one after another as the owner; those with a name say how long they took. */
async function query(url: string, statements: (string | readonly [name: string, sql: string])[]) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // What rows point to is there: no need to look a million times.
    await client.query(`set session_replication_role = replica`)
    for (const statement of statements) {
      const [name, sql] = typeof statement === 'string' ? [undefined, statement] : statement
      const started = performance.now()
      await client.query(sql)
      if (name) note(`  ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
    }
  } finally {
    await client.end()
  }
}

async function areWordsRight(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ is_right: boolean }>(`
      select count(*) = 200 and bool_and(is_right) as is_right
      from (
        select s.tsv = message_words(m.language, m.subject, concat_ws(E'\\n', m.from_name, m.from_address), m.text) as is_right
        from message_search s join messages m on m.workspace_id = s.workspace_id and m.id = s.message_id
        limit 200
      ) as sample`)
    return rows[0]!.is_right
  } finally {
    await client.end()
  }
}
