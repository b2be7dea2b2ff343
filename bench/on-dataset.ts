import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { scopes } from '#contract/common.ts'
import { applicationPassword } from '#server/platform/migrate.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'
import { type Program, startProgram } from '../e2e/program.ts'
import { folderOf, openDataset, type Size, secretKey, workspaceId } from './dataset.ts'
import { cpuMs } from './measure.ts'

export interface Bench {
  program: Program
  /** Gets a path of the API as an adviser of the dataset; resolves to the size of the answer in bytes. */
  get(path: string): Promise<{ bytes: number; body: string }>
  /** Runs SQL as the program's role, in the transaction wrapper of the program, on one connection. */
  bare(sql: string, values?: unknown[]): Promise<pg.QueryResult>
  /** Prints the plan of a statement, as the program's role sees it. */
  plan(sql: string, values?: unknown[]): Promise<string>
  /** CPU milliseconds of server and database so far. */
  cpu(): number
  memberId: string
  stop(): Promise<void>
}

/** Starts the real program on a prepared dataset, with a key of one of its advisers and a bare connection beside. */
export async function onDataset(size: Size): Promise<Bench> {
  await (await openDataset(size)).stop() // prepared, and closed properly
  const program = await startProgram(
    { SECRET_KEY: secretKey, DEMO: 'off', SMTP_IN_PORT: '0', API_RATE_PER_MINUTE: '10000000' },
    folderOf(size),
  )
  const owner = new pg.Client({ connectionString: ownerAddress(size) })
  await owner.connect()
  const { rows } = await owner.query<{ id: string }>(
    `select id from members where workspace_id = $1 and name = 'Adviser 7'`,
    [workspaceId],
  )
  const memberId = rows[0]!.id
  const { token, hash } = newToken('bcl_')
  await owner.query(
    `insert into api_keys (workspace_id, id, name, token_hash, token_end, scopes, role, member_id) values ($1, gen_random_uuid(), 'bench', $2, 'aaaa', $3, 'adviser', $4)`,
    [workspaceId, hash, [...scopes], memberId],
  )
  const app = new URL(ownerAddress(size))
  app.username = 'boucle_app'
  app.password = applicationPassword(secretKey)
  const bare = new pg.Client({ connectionString: app.href })
  await bare.connect()
  const databasePid = Number(
    readFileSync(join(folderOf(size), 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
  )
  const serverPid = Number(/\d+/.exec(readFileSync(join(folderOf(size), 'boucle.lock'), 'utf8'))![0])
  const inWrapper = async (sql: string, values: unknown[] = []) => {
    await bare.query(`begin read only; set local app.workspace_id = '${workspaceId}'`)
    const result = await bare.query(sql, values)
    await bare.query('commit')
    return result
  }
  return {
    program,
    memberId,
    async get(path) {
      const answer = await fetch(`${program.url}/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const body = await answer.text()
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${body}`)
      return { bytes: Buffer.byteLength(body), body }
    },
    bare: inWrapper,
    plan: async (sql, values) =>
      (await inWrapper(`explain (analyze, buffers, costs off) ${sql}`, values)).rows
        .map(row => row['QUERY PLAN'])
        .join('\n'),
    cpu: () => cpuMs([serverPid, databasePid]),
    async stop() {
      await owner.query(`delete from api_keys where token_hash = $1`, [hashToken(token)])
      await owner.end()
      await bare.end()
      await program.remove()
    },
  }
}

function ownerAddress(size: Size): string {
  const dataDir = folderOf(size)
  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim()
  const lines = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  return `postgresql://boucle:${password}@localhost:5432/boucle?host=${encodeURIComponent(lines[4]!)}`
}
