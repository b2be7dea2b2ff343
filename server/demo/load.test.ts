import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFiles, localDisk } from '#server/platform/files.ts'
import { createIds } from '#server/platform/ids.ts'
import { migrate } from '#server/platform/migrate.ts'
import type { RunningPostgres } from '#server/platform/postgres-server.ts'
import {
  type OwnDatabase,
  ownDatabase,
  startPostgres15,
  testSecretKey,
} from '#server/platform/testing/postgres.ts'
import { hasPostgres15 } from '#server/platform/testing/postgres-15.ts'
import { makeDemoApart } from './apart.ts'
import { generateDemo } from './generate.ts'
import { type Loaded, loadDemo } from './load.ts'
import { removeDemo } from './remove.ts'

const now = new Date('2026-11-21T10:42:00+01:00')
const small = { seed: 'load', now, conversations: 400, contacts: 150 }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boucle-demo-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const filesIn = (name: string) => {
  const place = join(folder, name)
  return createFiles({ disk: localDisk(place), folder: place, newId: createIds({ now: () => new Date() }) })
}

function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 3 })
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

/** How many rows each table of the program holds for any workspace. */
async function counts(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  )
  const found: Record<string, number> = {}
  for (const { name } of [...rows, { name: 'workspaces' }]) {
    const { rows: counted } = await pool.query<{ n: number }>(`select count(*)::int as n from ${name}`)
    if (counted[0]!.n > 0) found[name] = counted[0]!.n
  }
  return found
}

describe('the whole demonstration', () => {
  let database: OwnDatabase
  let pool: pg.Pool
  let loaded: Loaded

  beforeAll(async () => {
    database = await ownDatabase()
    pool = poolOf(database.url)
    const startedMs = performance.now()
    loaded = await makeDemoApart({
      databaseUrl: database.url,
      files: { kind: 'folder', folder: join(folder, 'whole') },
      seed: 'whole',
      now: now.toISOString(),
    })
    process.stdout.write(
      `demonstration made in ${Math.round(performance.now() - startedMs)} ms: ${loaded.steps.map(({ name, ms }) => `${name} ${ms}`).join(', ')}\n`,
    )
  }, 120_000)
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  const asApp = async <T extends pg.QueryResultRow>(query: string, values: unknown[] = []): Promise<T[]> => {
    const app = new pg.Client({ connectionString: database.appUrl })
    await app.connect()
    try {
      await app.query("select set_config('app.workspace_id', $1, false)", [loaded.workspaceId])
      return (await app.query<T>(query, values)).rows
    } finally {
      await app.end()
    }
  }

  test('is there for the role of requests, in its workspace', async () => {
    const [found] = await asApp<{ conversations: number; contacts: number; members: number; name: string }>(
      `select (select count(*)::int from conversations) as conversations, (select count(*)::int from contacts) as contacts,
        (select count(*)::int from members) as members, (select name from workspaces) as name`,
    )
    expect(found).toEqual({ conversations: 10_000, contacts: 2_004, members: 44, name: 'Maison Bleuet' })
  })

  test('events are numbered without a gap, and none of them is news to anybody', async () => {
    const { rows } = await pool.query(
      `select count(*)::int as numbered, max(f.seq)::int as last, (select count(*)::int from events) as events,
        (select last_seq::int from feed_counters) as counter, (select count(*)::int from outbox) as waiting,
        bool_and(f.event_id > before) as in_order
      from (select seq, event_id, lag(event_id) over (order by seq) as before from feed) f`,
    )
    const { numbered, last, events, counter, waiting, in_order } = rows[0]
    expect([last, counter, numbered]).toEqual([events, events, events])
    expect(waiting).toBe(0)
    expect(in_order).toBe(true)
  })

  test('a new event after it gets the next number', async () => {
    const { rows } = await pool.query<{ before: number; after: number }>(
      `with before as (select last_seq from feed_counters), written as (
        insert into events (workspace_id, id, at, type, actor_kind, subject_kind, subject_id)
        select workspace_id, first_id_at($1::timestamptz), $1, 'test.happened', 'system', 'workspace', workspace_id from feed_counters
      ) select last_seq::int as before from before`,
      [now],
    )
    const { rows: after } = await pool.query<{ last: number }>(
      'select last_seq::int as last from feed_counters',
    )
    expect(after[0]!.last).toBe(rows[0]!.before + 1)
  })

  test('its words are found without accents, with a typing mistake, in both languages', async () => {
    const found = async (question: string) =>
      (await asApp('select conversation_id from search_page($1, false, null, null, 20)', [question])).length
    expect(await found('pivoines')).toBe(20)
    expect(await found('orchidee')).toBe(20)
    expect(await found('bouquet wilted')).toBeGreaterThan(5)
    expect(await found('livraisson')).toBeGreaterThan(0)
  })

  test('the address book finds its people, and each says when they last wrote', async () => {
    const [anna] = await asApp<{ search_text: string; said_last: boolean; sort_name: string }>(
      `select search_text, sort_name, last_contact_at = (
        select max(x.at) from messages x join identities i on i.workspace_id = x.workspace_id and i.id = x.identity_id
        where x.workspace_id = c.workspace_id and i.contact_id = c.id
      ) as said_last
      from contacts c where name = 'Anna Pereira'`,
    )
    expect(anna).toMatchObject({ sort_name: 'anna pereira', said_last: true })
    expect(anna!.search_text).toContain('33639980117')
  })

  test('CMP-7: the register has complaints that ended for several reasons, in several months and of both brands; two are confirmed and wait', async () => {
    const rows = await asApp<{
      month: string
      cause: string
      outcome: string
      brand: string
      names: boolean
    }>(
      `select to_char(x.sent_at, 'YYYY-MM') as month, k.label_fr as cause, x.outcome, b.name as brand, exists (
          select from messages m
          where m.conversation_id = c.id and m.direction = 'out' and strpos(m.text, b.mediator_name) > 0
            and strpos(m.text, b.mediator_address) > 0 and strpos(m.text, b.mediator_site) > 0
        ) as names
      from complaints x
      join conversations c on c.id = x.conversation_id
      join complaint_causes k on k.id = x.cause_id
      join channels h on h.id = c.channel_id
      join brands b on b.id = h.brand_id or (h.brand_id is null and b.is_default)
      where c.complaint = 'confirmed' and c.status = 'closed' and x.concluded_at >= x.settled_at
      order by x.sent_at`,
    )
    const different = (name: keyof (typeof rows)[number]) => new Set(rows.map(row => row[name])).size
    expect([rows.length, different('month'), different('cause')]).toEqual([4, 4, 4])
    expect([different('outcome'), different('brand')]).toEqual([3, 2])
    // CMP-4: a refusal names the mediator.
    expect(rows.map(({ outcome, names }) => names === (outcome !== 'upheld'))).toEqual([
      true,
      true,
      true,
      true,
    ])
    const waiting = await asApp(
      `select from conversations c join complaints x on x.conversation_id = c.id
      where c.complaint = 'confirmed' and c.status in ('new', 'open') and c.assignee_id is not null and x.settled_by = c.assignee_id`,
    )
    expect(waiting).toHaveLength(2)
  })

  test('D13 ux 16: cards that look like one person are proposed, each for another reason', async () => {
    const rows = await asApp<{ one: string; other: string; reasons: string[] }>(
      `select a.name as one, b.name as other, reasons from duplicate_proposals d
      join contacts a on a.workspace_id = d.workspace_id and a.id = d.one_id
      join contacts b on b.workspace_id = d.workspace_id and b.id = d.other_id order by b.created_at desc`,
    )
    expect(rows).toEqual([
      { one: 'Thomas Wagner', other: 'T. Wagner', reasons: ['same_number'] },
      { one: 'Camille Lefèvre', other: 'Camille L.', reasons: ['same_mailbox'] },
      { one: 'Yvette Hoarau', other: 'Jean-Yves Hoarau', reasons: ['same_order'] },
      { one: 'Sofia Ferrari', other: 'Sofia Ferrari', reasons: ['same_name_and_company'] },
    ])
  })

  test('DAT-2 DAT-8: consents have their proof, nobody has a letter without one, and a minor has none', async () => {
    const [found] = await asApp(
      `select count(*) filter (where (c.attributes ->> 'newsletter')::boolean)::int as letters,
        count(*) filter (where e.given and e.wording_version is not null)::int as agreed,
        count(*) filter (where c.is_minor)::int as minors,
        count(*) filter (where c.is_minor and e.given)::int as agreed_by_minors
      from contacts c left join consent_entries e on e.workspace_id = c.workspace_id and e.contact_id = c.id
        and e.purpose = 'marketing' and e.channel = 'email'`,
    )
    expect(found).toMatchObject({ agreed: found!.letters, minors: 1, agreed_by_minors: 0 })
    expect(found!.letters).toBeGreaterThan(500)
  })

  test('attachments have their bytes', async () => {
    const files = filesIn('whole')
    const rows = await asApp<{ sha256: Buffer; bytes: string }>(
      'select f.sha256, f.bytes from attachments a join files f on f.workspace_id = a.workspace_id and f.id = a.file_id order by a.id desc limit 5',
    )
    expect(rows).toHaveLength(5)
    for (const { sha256, bytes } of rows)
      expect((await files.readBytes(loaded.workspaceId, sha256)).byteLength).toBe(Number(bytes))
  })

  test('asked for again, it is found and left alone', async () => {
    const before = await counts(pool)
    const again = await loadDemo({
      pool,
      files: filesIn('whole'),
      plan: generateDemo({ seed: 'other', now }),
    })
    expect(again).toMatchObject({ workspaceId: loaded.workspaceId, isNew: false })
    expect(await counts(pool)).toEqual(before)
  })

  test('deleted, nothing of it is left in any table, nor its files, nor its people’s sign-ins; others keep theirs', async () => {
    await pool.query(
      `insert into auth."user" (id, name, email, "emailVerified") values
        ('00000000-0000-7000-8000-000000000001', 'Léa Marchand', 'lea.marchand@maison-bleuet.test', true),
        ('00000000-0000-7000-8000-000000000002', 'A real person', 'someone@company.example', true)`,
    )
    await pool.query(
      "update members set user_id = '00000000-0000-7000-8000-000000000001' where email = 'lea.marchand@maison-bleuet.test'",
    )
    expect(await removeDemo({ pool, files: filesIn('whole'), workspaceId: loaded.workspaceId })).toBe(true)
    expect(await counts(pool)).toEqual({})
    expect((await pool.query('select email from auth."user"')).rows).toEqual([
      { email: 'someone@company.example' },
    ])
    expect(await readdir(join(folder, 'whole', loaded.workspaceId)).catch(() => [])).toEqual([])
  }, 60_000)
})

test('a crash in the middle leaves nothing, and the next start makes it whole', async () => {
  const database = await ownDatabase()
  const pool = poolOf(database.url)
  const files = filesIn('crash')
  const killed = {
    ...files,
    // The first file is kept in the middle of the conversations: the server loses the connection there.
    async write(...given: Parameters<typeof files.write>) {
      await pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
      )
      return files.write(...given)
    },
  }
  await expect(loadDemo({ pool, files: killed, plan: generateDemo(small) })).rejects.toThrow()
  expect(await counts(pool)).toEqual({})
  const { isNew } = await loadDemo({ pool, files, plan: generateDemo(small) })
  expect(isNew).toBe(true)
  expect((await counts(pool)).conversations).toBe(400)
  await pool.end()
  await database.drop()
}, 60_000)

test('a demonstration that cannot be made apart says why', async () => {
  const database = await ownDatabase()
  const input = {
    files: { kind: 'folder' as const, folder: join(folder, 'refused') },
    seed: 'x',
    now: now.toISOString(),
  }
  await expect(makeDemoApart({ ...input, databaseUrl: database.appUrl })).rejects.toThrow(
    /permission|denied|must be owner/,
  )
  await database.drop()
})

test('a workspace that is not a demonstration is never deleted', async () => {
  const database = await ownDatabase()
  const pool = poolOf(database.url)
  const workspaceId = '01999999-0000-7000-8000-000000000001'
  await pool.query(
    "insert into workspaces (id, slug, name, language, time_zone) values ($1, 'real', 'Real', 'fr', 'Europe/Paris')",
    [workspaceId],
  )
  expect(await removeDemo({ pool, files: filesIn('real'), workspaceId })).toBe(false)
  expect(await counts(pool)).toEqual({ workspaces: 1 })
  await pool.end()
  await database.drop()
})

test.skipIf(!hasPostgres15())(
  'PostgreSQL 15 takes it and lets it go too',
  async () => {
    const server: RunningPostgres = await startPostgres15()
    try {
      await migrate({ url: server.url(), secretKey: testSecretKey })
      const pool = poolOf(server.url())
      const { workspaceId } = await loadDemo({ pool, files: filesIn('15'), plan: generateDemo(small) })
      const found = await counts(pool)
      expect(found).toMatchObject({ conversations: 400, contacts: 154 })
      expect(found.outbox).toBeUndefined()
      expect(found.feed).toBe(found.events)
      expect(await removeDemo({ pool, files: filesIn('15'), workspaceId })).toBe(true)
      expect(await counts(pool)).toEqual({})
      await pool.end()
    } finally {
      await server.stop()
    }
  },
  60_000,
)
