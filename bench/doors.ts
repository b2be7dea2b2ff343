import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import pg from 'pg'
import { type Role, scopes } from '#contract/common.ts'
import { applicationPassword } from '#server/platform/migrate.ts'
import { newToken } from '#server/platform/secrets.ts'
import type { Program } from '../e2e/program.ts'
import { cpuMs } from './measure.ts'

/** The ways into a running program: its API, its database, its processes. */
export interface Doors {
  /** As the owner of the database, to look and to count. */
  owner: pg.Client
  /** The address of the database as its owner. */
  ownerUrl: string
  /** The address of the database as the program's own role. */
  appUrl: string
  /** CPU milliseconds of server and database so far. */
  cpu(): number
  /** The same, of each. */
  cpuParts(): { server: number; database: number }
  /** Makes a key that may do all that the role of its person may; gives its token. */
  makeKey(workspaceId: string, memberId: string, role: Role): Promise<string>
  close(): Promise<void>
}

/** Opens the doors of a program with the embedded database. */
export async function openDoors({ dataDir }: Pick<Program, 'dataDir'>): Promise<Doors> {
  const read = (file: string) => readFileSync(join(dataDir, file), 'utf8').trim()
  const firstNumber = (file: string) => Number(/\d+/.exec(read(file))![0])
  const socketFolder = read('postgres/postmaster.pid').split('\n')[4]!
  const url = new URL(`postgresql://localhost:5432/boucle?host=${encodeURIComponent(socketFolder)}`)
  url.username = 'boucle'
  url.password = read('postgres.password')
  const ownerUrl = url.href
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  url.username = 'boucle_app'
  url.password = applicationPassword(read('secret.key'))
  const server = firstNumber('boucle.lock')
  const database = firstNumber('postgres/postmaster.pid')
  return {
    owner,
    ownerUrl,
    appUrl: url.href,
    cpu: () => cpuMs([server, database]),
    cpuParts: () => ({ server: cpuMs([server]) - cpuMs([database]), database: cpuMs([database]) }),
    async makeKey(workspaceId, memberId, role) {
      const { token, hash } = newToken('bcl_')
      await owner.query(
        `insert into api_keys (workspace_id, id, name, token_hash, token_end, scopes, role, member_id)
         values ($1, gen_random_uuid(), 'bench', $2, 'aaaa', $3, $4, $5)`,
        [workspaceId, hash, [...scopes], role, memberId],
      )
      return token
    },
    close: () => owner.end(),
  }
}

/** The plainest of clients: its own CPU must not be in anybody's way. */
export interface Caller {
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  close(): void
}

export interface Answer {
  bytes: number
  /** The body, read only when it is asked for. */
  json<Body>(): Body
}

/** Calls the API of a program with a token, over at most so many connections that are kept. */
export function callerOf(program: Pick<Program, 'url'>, token: string, connections = 1): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const call = (method: string, path: string, body?: unknown) => {
    const payload = body === undefined ? undefined : JSON.stringify(body)
    return new Promise<Answer>((resolve, reject) => {
      const asked = request(
        `${program.url}/api/v1${path}`,
        {
          method,
          agent,
          headers: {
            authorization: `Bearer ${token}`,
            ...(payload && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(payload),
            }),
          },
        },
        answer => {
          const chunks: Buffer[] = []
          answer.on('data', chunk => chunks.push(chunk))
          answer.on('end', () => {
            const whole = Buffer.concat(chunks)
            if (answer.statusCode! < 300)
              resolve({ bytes: whole.length, json: () => JSON.parse(whole.toString()) })
            else reject(new Error(`${path} answered ${answer.statusCode}: ${whole}`))
          })
        },
      )
      asked.on('error', reject)
      asked.end(payload)
    })
  }
  return {
    get: path => call('GET', path),
    post: (path, body) => call('POST', path, body),
    close: () => agent.destroy(),
  }
}
