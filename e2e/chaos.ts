import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { applicationPassword } from '#server/platform/migrate.ts'
import { signedInAdvisers } from './advisers.ts'
import { type Program, startProgram } from './program.ts'
import { type RunningServer, startDatabase, startPooler, startRedis } from './servers.ts'
import { openShop } from './shop.ts'

export interface ChaosOptions {
  advisers: number
  /** Requests in all: before each blow as many come in. */
  items: number
  blows: number
  /** Between one blow and the next. */
  everyMs: number
  /** Longest that the whole may take. */
  withinMs: number
  say?: (line: string) => void
}

export interface ChaosOutcome {
  kills: number
  freezes: number
  databaseRestarts: number
  redisLosses: number
  /** Dispatchers that decided, one after the other. */
  epochs: number
  /** Calls that had no answer, or one of a program in trouble, and were made again. */
  repeatedCalls: number
  /** What was answered instead of done, by code. */
  refusals: Record<string, number>
  tookMs: number
  /** What must be: nothing is in it. */
  faults: string[]
}

const secretKey = 'the secret key of three nodes in trouble'

/**
 * Three nodes behind a pooler and a Redis; many advisers who take what they are offered, decline some of it and close it.
 * Meanwhile nodes are killed and frozen in turn, the database once, Redis once. In the end each item was finished, by one
 * person, once.
 */
export async function liveThroughChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const database = await startDatabase()
  const redis = await startRedis()
  const direct = new URL(database.url)
  const pooler = await startPooler(direct.href, [
    { user: direct.username, password: decodeURIComponent(direct.password) },
    { user: 'boucle_app', password: applicationPassword(secretKey) },
  ])
  const pooled = new URL(`postgresql://127.0.0.1:${pooler.port}${direct.pathname}`)
  pooled.username = direct.username
  pooled.password = direct.password
  const settings = {
    DATABASE_URL: pooled.href,
    DATABASE_DIRECT_URL: direct.href,
    REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    SECRET_KEY: secretKey,
  }
  const nodes: Program[] = []
  const owner = new pg.Pool({ connectionString: direct.href, max: 4 })
  owner.on('error', () => {}) // the database is killed under it
  try {
    for (let count = 0; count < 3; count++) nodes.push(await startProgram(settings))
    await openShop(nodes[0]!)
    return await run({ ...options, nodes, owner, database, redis })
  } finally {
    await Promise.all(nodes.map(node => node.remove()))
    await owner.end()
    await pooler.remove()
    await redis.remove()
    await database.remove()
  }
}

interface World extends ChaosOptions {
  nodes: Program[]
  owner: pg.Pool
  database: RunningServer
  redis: RunningServer
}

interface Offered {
  id: string
  member_id: string
  conversation_id: string
}

async function run({ nodes, owner, database, redis, advisers, items, blows, everyMs, withinMs, say }: World) {
  const outcome: ChaosOutcome = {
    ...{ kills: 0, freezes: 0, databaseRestarts: 0, redisLosses: 0 },
    ...{ epochs: 0, repeatedCalls: 0, refusals: {}, tookMs: 0, faults: [] },
  }
  const { workspaceId, cookies } = await signedInAdvisers(
    owner,
    { publicUrl: nodes[0]!.url, secretKey },
    advisers,
  )
  const start = performance.now()
  const end = start + withinMs
  const isOver = () => performance.now() > end
  await owner.query('insert into dispatchers (workspace_id) values ($1)', [workspaceId])

  let come = 0
  let left = 0
  await Promise.all([work(), strike()])
  outcome.tookMs = Math.round(performance.now() - start)
  await settle()
  outcome.faults.push(...(await faultsIn(owner, workspaceId, items)))
  outcome.epochs = (
    await owner.query(
      'select count(distinct epoch)::integer as n from routing_events where epoch is not null',
    )
  ).rows[0].n
  return outcome

  /** Everybody at work, until nothing is left. */
  async function work() {
    const underWay = new Set<string>()
    /** What each of them is at: a person does one thing after the other. */
    const busy = new Map<string, Promise<void>>()
    while ((come < items || left > 0) && !isOver()) {
      const offers = await read<Offered>(
        `select v.id, v.member_id, w.conversation_id from reservations v
        join work_items w on w.workspace_id = v.workspace_id and w.id = v.item_id
        where v.workspace_id = $1 and v.ended_at is null and v.state = 'offered'`,
      )
      for (const offer of offers) {
        if (underWay.has(offer.id)) continue
        underWay.add(offer.id)
        const before = busy.get(offer.member_id) ?? Promise.resolve()
        busy.set(
          offer.member_id,
          before.then(() => handle(offer, underWay)),
        )
      }
      const [{ n }] = (await read<{ n: number }>(
        `select count(*)::integer as n from conversations where workspace_id = $1 and status <> 'closed'`,
      )) as [{ n: number }]
      if (left !== n) say?.(`${n} left`)
      left = n
      await pause(100)
    }
  }

  async function handle({ id, member_id, conversation_id }: Offered, underWay: Set<string>) {
    const cookie = cookies.get(member_id)!
    await pause(Math.random() * 300)
    if (Math.random() < 0.03) await call(cookie, 'POST', `/offers/${id}/refusal`, { reason: 'busy' })
    else if ((await call(cookie, 'POST', `/offers/${id}/acceptance`)) === 'done') {
      await pause(Math.random() * 300)
      await call(cookie, 'POST', `/conversations/${conversation_id}/closure`, {})
    }
    // Whatever was answered: what is still offered is looked at again.
    underWay.delete(id)
  }

  /** Calls one node after the other until one answers. */
  async function call(
    cookie: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<'done' | 'refused'> {
    for (let tries = 0; !isOver(); tries++) {
      if (tries > 0) outcome.repeatedCalls += 1
      try {
        const answer = await fetch(
          `${nodes[(tries + Math.floor(Math.random() * 3)) % 3]!.url}/api/v1${path}`,
          {
            method,
            headers: { cookie, 'content-type': 'application/json' },
            body: JSON.stringify(body ?? {}),
            signal: AbortSignal.timeout(10_000),
          },
        )
        const text = await answer.text()
        if (answer.ok) return 'done'
        if (answer.status === 409) {
          const { code } = JSON.parse(text)
          outcome.refusals[code] = (outcome.refusals[code] ?? 0) + 1
          return 'refused'
        }
        if (answer.status < 500 && answer.status !== 429) {
          outcome.faults.push(`${method} ${path}: ${answer.status} ${text}`)
          return 'refused'
        }
      } catch {
        // the node is gone or frozen
      }
      await pause(200)
    }
    return 'refused'
  }

  async function read<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    for (;;)
      try {
        return (await owner.query<Row>(text, text.includes('$1') ? [workspaceId] : [])).rows
      } catch (error) {
        if (isOver()) throw error
        await pause(200) // the database is on its way back
      }
  }

  /** One blow after the other: a node killed, another frozen; the database in the middle, Redis before it. */
  async function strike() {
    for (let count = 0; count < blows && !isOver(); count++) {
      const more = Math.floor(((count + 1) * items) / blows) - come
      await requests(owner, workspaceId, { before: come, count: more })
      come += more
      await pause(everyMs)
      const node = nodes[count % 3]!
      if (count === 2) {
        await redis.kill()
        outcome.redisLosses += 1
        say?.('Redis lost')
        await pause(everyMs)
        await redis.restart()
      } else if (count === 4) {
        await database.kill()
        outcome.databaseRestarts += 1
        say?.('the database killed')
        await database.restart()
        await read('select 1') // it answers again
      } else if (count % 2 === 0) {
        await node.kill()
        outcome.kills += 1
        say?.('a node killed')
        await node.restart()
      } else {
        node.freeze()
        outcome.freezes += 1
        say?.('a node frozen')
        await pause(everyMs)
        node.thaw()
      }
    }
  }

  /** The last closures are heard by the dispatcher too. */
  async function settle() {
    for (let tries = 0; tries < 300; tries++) {
      const [{ n }] = (await read<{ n: number }>(
        'select count(*)::integer as n from work_items where workspace_id = $1 and ended_at is null',
      )) as [{ n: number }]
      if (n === 0) return
      await pause(100)
    }
  }
}

/** Requests come in that wait, each of a customer of its own and since an instant of its own. */
async function requests(
  owner: pg.Pool,
  workspaceId: string,
  { before, count }: Record<'before' | 'count', number>,
): Promise<void> {
  await owner.query(
    `with people as (
      insert into contacts (workspace_id, id, name)
      select $1, gen_random_uuid(), 'Customer ' || n from generate_series($2::integer + 1, $2::integer + $3::integer) n
      returning id
    ), made as (
      insert into conversations (workspace_id, id, number, contact_id, team_id, status, channel_kind, language, episode_id,
        last_message_at, waiting_since, created_at, updated_at)
      select $1, gen_random_uuid(), 100000 + p.n, p.id, (select id from teams limit 1), 'new', 'email', 'fr', gen_random_uuid(),
        t, t, now(), now()
      from (select id, $2::integer + row_number() over () as n from people) p,
        lateral (select now() - p.n * interval '1 second' as t) at
      returning id, episode_id, last_message_at
    )
    insert into episodes (workspace_id, id, conversation_id, number, opened_at, opened_by)
    select $1, episode_id, id, 1, last_message_at, 'contact' from made`,
    [workspaceId, before, count],
  )
}

/** What should not be, in words. */
async function faultsIn(owner: pg.Pool, workspaceId: string, items: number): Promise<string[]> {
  const checks: [string, string][] = [
    [
      'conversations not closed',
      `select id from conversations where workspace_id = $1 and status <> 'closed'`,
    ],
    [
      'conversations without exactly one item that is done',
      `select c.id from conversations c left join work_items w on w.workspace_id = c.workspace_id and w.conversation_id = c.id
      where c.workspace_id = $1 group by c.id having count(*) filter (where w.state = 'done') <> 1 or count(*) <> 1`,
    ],
    [
      'items not finished by exactly one person once',
      `select w.id from work_items w left join reservations v on v.workspace_id = w.workspace_id and v.item_id = w.id
      where w.workspace_id = $1 group by w.id having count(*) filter (where v.outcome = 'done') <> 1`,
    ],
    [
      'items not accepted exactly once',
      `select w.id from work_items w left join routing_events e on e.workspace_id = w.workspace_id and e.item_id = w.id
        and e.kind = 'accepted'
      where w.workspace_id = $1 group by w.id having count(e.id) <> 1`,
    ],
    [
      'items whose first entry moved',
      `select w.id from work_items w join conversations c on c.workspace_id = w.workspace_id and c.id = w.conversation_id
      where w.workspace_id = $1 and w.t0 <> c.last_message_at`,
    ],
    ['reservations that live on', 'select id from reservations where workspace_id = $1 and ended_at is null'],
    [
      'people with units of nothing',
      'select member_id as id from work_states where workspace_id = $1 and used <> 0',
    ],
  ]
  const faults: string[] = []
  for (const [what, query] of checks) {
    const { rowCount } = await owner.query(query, [workspaceId])
    if (rowCount) faults.push(`${rowCount} ${what}`)
  }
  const { rowCount } = await owner.query('select from work_items where workspace_id = $1', [workspaceId])
  if (rowCount !== items) faults.push(`${rowCount} items of ${items} conversations`)
  return faults
}
