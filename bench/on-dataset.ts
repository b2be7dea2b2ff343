import pg from 'pg'
import { type Program, startProgram } from '../e2e/program.ts'
import { prepareDataset, secretKey } from './dataset.ts'
import { type Caller, callerOf, type Doors, openDoors } from './doors.ts'
import { type Size, workspaceId } from './generator.ts'
import { percentile, round, say } from './measure.ts'

/** The real program on a prepared company, and beside it one connection that asks the same in bare SQL. */
export interface Bench {
  size: Size
  program: Program
  doors: Doors
  /** One of the advisers. */
  memberId: string
  /** The API as that adviser. */
  api: Caller
  /** Runs SQL as the program's role, in the transaction wrapper of the program. */
  bare(sql: string, values?: unknown[]): Promise<pg.QueryResult>
  /** Prints the plan of a statement, as the program's role sees it. */
  printPlan(name: string, sql: string, values?: unknown[]): Promise<void>
  stop(): Promise<void>
}

/** Starts the real program on a prepared dataset. */
export async function onDataset(size: Size, settings: Record<string, string> = {}): Promise<Bench> {
  const folder = await prepareDataset(size)
  const program = await startProgram(
    { SECRET_KEY: secretKey, SMTP_IN_PORT: '0', API_RATE_PER_MINUTE: '9999999', ...settings },
    folder,
  )
  const doors = await openDoors(program)
  await doors.owner.query(`delete from api_keys where name = 'bench'`) // of a run that was killed
  const { rows } = await doors.owner.query<{ id: string }>(
    `select id from members where workspace_id = $1 and name = 'Adviser 7'`,
    [workspaceId],
  )
  const memberId = rows[0]!.id
  const api = callerOf(program, await doors.makeKey(workspaceId, memberId, 'adviser'), 4)
  const connection = new pg.Client({ connectionString: doors.appUrl })
  await connection.connect()
  const bare = async (sql: string, values: unknown[] = []) => {
    await connection.query(`begin read only; set local app.workspace_id = '${workspaceId}'`)
    const result = await connection.query(sql, values)
    await connection.query('commit')
    return result
  }
  return {
    size,
    program,
    doors,
    memberId,
    api,
    bare,
    async printPlan(name, sql, values) {
      const { rows } = await bare(`explain (analyze, buffers, costs off) ${sql}`, values)
      say(`${name}: ${sql.replaceAll(/\s+/g, ' ').trim()}`)
      say(rows.map(row => `  ${row['QUERY PLAN']}`).join('\n'))
    },
    async stop() {
      api.close()
      await doors.owner.query(`delete from api_keys where name = 'bench'`)
      await doors.close()
      await connection.end()
      await program.remove()
    },
  }
}

/** What one way of doing something took, each time. */
export interface Figures {
  times: number[]
  cpu: number
  bytes: number
}

export interface Pair {
  ours: Figures
  bare: Figures
}

interface Turns {
  /** Times each is done that count. */
  times: number
  ours: (turn: number) => Promise<{ bytes: number }>
  bare: (turn: number) => Promise<unknown>
}

const stretch = 20

/** Does ours and the bare way a stretch each in turn: whatever else the machine does, it does to both. */
export async function inTurn({ doors }: Bench, { times, ours, bare }: Turns): Promise<Pair> {
  const pair: Pair = { ours: { times: [], cpu: 0, bytes: 0 }, bare: { times: [], cpu: 0, bytes: 0 } }
  for (let turn = -stretch; turn < times; turn += stretch)
    for (const [figures, work] of [
      [pair.ours, ours],
      [pair.bare, bare],
    ] as const) {
      const cpu = doors.cpu()
      for (let index = turn; index < turn + stretch; index++) {
        const started = performance.now()
        const answer = await work(Math.abs(index))
        if (turn < 0) continue // warming up
        figures.times.push(performance.now() - started)
        const { bytes } = (answer ?? {}) as { bytes?: number }
        figures.bytes = Math.max(figures.bytes, bytes ?? 0)
      }
      if (turn >= 0) figures.cpu += doors.cpu() - cpu
    }
  return pair
}

/** What a pair comes to, as the last line of a bench says it. */
export function summaryOf({ ours, bare }: Pair) {
  const [p50, p95] = [percentile(ours.times, 0.5), percentile(ours.times, 0.95)]
  const bareP95 = percentile(bare.times, 0.95)
  return {
    ratio: round(p95 / bareP95),
    ratioOf: 'p95',
    p50Ms: round(p50),
    p95Ms: round(p95),
    bareP50Ms: round(percentile(bare.times, 0.5)),
    bareP95Ms: round(bareP95),
    aboveBareMs: round(p95 - bareP95),
    cpuMs: round(ours.cpu / ours.times.length),
    bytes: ours.bytes,
  }
}

/** Says what a pair comes to in words. */
export function sayPair(name: string, pair: Pair): void {
  const one = summaryOf(pair)
  say(
    `${name}: p50 ${one.p50Ms} ms, p95 ${one.p95Ms} ms; bare SQL p50 ${one.bareP50Ms} ms, p95 ${one.bareP95Ms} ms; ${one.aboveBareMs} ms above; ${one.cpuMs} ms of CPU each; ${one.bytes} bytes`,
  )
}
