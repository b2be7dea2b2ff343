import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '#server/platform/migrate.ts'
import { startEmbeddedPostgres } from '#server/platform/postgres.ts'

/** A workspace with routing on, people who are available and requests that wait, on a database that keeps what it commits. */
export interface WaitingWork {
  url: string
  owner: pg.Client
  workspaceId: string
  memberIds: string[]
  /** Has more requests come in; gives their conversations. */
  addRequests(count: number): Promise<string[]>
  close(): Promise<void>
}

/** Sets one up. */
export async function waitingWork({
  people,
  requests,
}: {
  people: number
  requests: number
}): Promise<WaitingWork> {
  const dataDir = mkdtempSync(join(tmpdir(), 'boucle-bench-'))
  const log = { info() {}, warn() {}, error: (message: string) => void process.stderr.write(`${message}\n`) }
  const postgres = await startEmbeddedPostgres({ dataDir, log })
  const url = postgres.url()
  await migrate({ url, secretKey: 'the secret key of a database for a bench alone' })
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const [workspaceId, teamId, contactId] = [randomUUID(), randomUUID(), randomUUID()]
  await owner.query(
    `insert into workspaces (id, slug, name, language, time_zone) values ($1, 'bench', 'Bench', 'fr', 'Europe/Paris')`,
    [workspaceId],
  )
  await owner.query(`insert into teams (workspace_id, id, name, kind) values ($1, $2, 'Bench', 'digital')`, [
    workspaceId,
    teamId,
  ])
  await owner.query(`insert into contacts (workspace_id, id, name) values ($1, $2, 'Anna')`, [
    workspaceId,
    contactId,
  ])
  const { rows } = await owner.query<{ id: string }>(
    `insert into members (workspace_id, id, role, name, email)
    select $1, gen_random_uuid(), 'adviser', 'Adviser ' || n, n || '@bench.test' from generate_series(1, $2) n
    returning id`,
    [workspaceId, people],
  )
  await owner.query(
    `insert into team_members (workspace_id, team_id, member_id) select $1, $2, id from members`,
    [workspaceId, teamId],
  )
  await owner.query(
    `insert into work_states (workspace_id, member_id, status, since, idle_since)
    select workspace_id, id, 'available', now(), now() from members`,
  )
  let made = 0
  const addRequests = async (count: number) => {
    const { rows: added } = await owner.query<{ id: string }>(
      `insert into conversations (workspace_id, id, number, contact_id, team_id, status, channel_kind, language, episode_id,
        last_message_at, waiting_since, created_at, updated_at)
      select $1, gen_random_uuid(), $4 + n, $2, $3, 'new', 'email', 'fr', gen_random_uuid(),
        now() - n * interval '1 millisecond', now() - n * interval '1 millisecond', now(), now()
      from generate_series(1, $5::integer) n
      returning id`,
      [workspaceId, contactId, teamId, made, count],
    )
    made += count
    return added.map(({ id }) => id)
  }
  await addRequests(requests)
  await owner.query('analyze')
  return {
    ...{ url, owner, workspaceId, addRequests },
    memberIds: rows.map(({ id }) => id),
    async close() {
      await owner.end()
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
