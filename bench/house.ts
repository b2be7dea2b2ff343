import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { scopes } from '#contract/common.ts'
import { applicationPassword } from '#server/platform/migrate.ts'
import { newToken } from '#server/platform/secrets.ts'
import { type Program, startProgram } from '../e2e/program.ts'
import { cpuMs } from './measure.ts'

/** The real program on a new folder, with a workspace of its own and a key that may do everything. */
export interface House {
  program: Program
  workspaceId: string
  address: string
  token: string
  /** Connections as the program's own role. */
  bare: pg.Pool
  /** As the owner, to look and to count. */
  owner: pg.Client
  /** CPU milliseconds of server and database so far. */
  cpu(): number
  close(): Promise<void>
}

/** Starts a house for a bench that writes; it is gone afterwards. */
export async function aHouse(settings: Record<string, string> = {}): Promise<House> {
  const program = await startProgram({ API_RATE_PER_MINUTE: '9999999', ...settings })
  const address = 'bonjour@fleurs.test'
  const answer = await fetch(`${program.url}/api/v1/set-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      workspaceName: 'Fleurs',
      language: 'fr',
      name: 'Ada',
      email: 'ada@fleurs.test',
      password: 'mot de passe long',
      address,
    }),
  })
  if (!answer.ok) throw new Error(`set-up answered ${answer.status}: ${await answer.text()}`)
  const ownerUrl = ownerAddress(program.dataDir)
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const { rows } = await owner.query<{ id: string; member: string }>(
    'select w.id, m.id as member from workspaces w join members m on m.workspace_id = w.id',
  )
  const { id: workspaceId, member } = rows[0]!
  const { token, hash } = newToken('bcl_')
  await owner.query(
    `insert into api_keys (workspace_id, id, name, token_hash, token_end, scopes, role, member_id)
     values ($1, gen_random_uuid(), 'bench', $2, 'aaaa', $3, 'administrator', $4)`,
    [workspaceId, hash, [...scopes], member],
  )
  const appUrl = new URL(ownerUrl)
  appUrl.username = 'boucle_app'
  appUrl.password = applicationPassword(readFileSync(join(program.dataDir, 'secret.key'), 'utf8').trim())
  const bare = new pg.Pool({ connectionString: appUrl.href, max: 8 })
  bare.on('error', () => {})
  const pids = [pidIn(program.dataDir, 'boucle.lock'), pidIn(program.dataDir, 'postgres/postmaster.pid')]
  return {
    program,
    workspaceId,
    address,
    token,
    bare,
    owner,
    cpu: () => cpuMs(pids),
    async close() {
      await bare.end()
      await owner.end()
      await program.remove()
    },
  }
}

const pidIn = (dataDir: string, file: string) =>
  Number(/\d+/.exec(readFileSync(join(dataDir, file), 'utf8'))![0])

function ownerAddress(dataDir: string): string {
  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim()
  const lines = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  return `postgresql://boucle:${encodeURIComponent(password)}@localhost:5432/boucle?host=${encodeURIComponent(lines[4]!)}`
}
