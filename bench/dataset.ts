import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { applicationPassword, migrate } from '#server/platform/migrate.ts'
import { startEmbeddedPostgres } from '#server/platform/postgres.ts'

/** S and L of the benches: conversations, contacts, advisers. Ten messages to a conversation. */
export const sizes = {
  S: { conversations: 100_000, contacts: 30_000, advisers: 200 },
  L: { conversations: 1_000_000, contacts: 300_000, advisers: 200 },
} as const
export type Size = keyof typeof sizes

export const secretKey = 'the secret key of every bench run of Boucle'
export const workspaceId = '0198c0de-0000-7000-8000-000000000001'
const messagesEach = 10

export interface Dataset {
  size: Size
  dataDir: string
  /** The server's address as its owner, and as the program's role. */
  ownerUrl: string
  appUrl: string
  stop(): Promise<void>
}

const quiet = { info() {}, warn() {}, error: (message: string) => void process.stderr.write(`${message}\n`) }
const say = (line: string) => void process.stderr.write(`${line}\n`)

/** Where a size lives between runs. */
export const folderOf = (size: Size): string => join(import.meta.dirname, '..', '.cache', 'bench', size)

/** Prepares a size once; later benches find it as it was. Its database runs until stopped. */
export async function openDataset(size: Size): Promise<Dataset> {
  const dataDir = folderOf(size)
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  const done = join(dataDir, 'prepared')
  const server = await startEmbeddedPostgres({
    dataDir,
    log: quiet,
    settings: {
      shared_buffers: '2GB',
      max_wal_size: '2GB',
      ...(existsSync(done)
        ? {}
        : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', maintenance_work_mem: '1GB' }),
    },
  })
  if (!existsSync(done)) {
    say(`Preparing size ${size} (once)…`)
    await prepare(server.url(), sizes[size])
    // Started carelessly to be filled; from here on every bench runs it as a product would.
    const client = new pg.Client({ connectionString: server.url() })
    await client.connect()
    await client.query('checkpoint')
    await client.end()
    await server.stop()
    writeFileSync(done, new Date().toISOString())
    writeFileSync(join(dataDir, 'secret.key'), `${secretKey}\n`, { mode: 0o600 })
    writeFileSync(join(dataDir, 'settled'), '')
    return openDataset(size)
  }
  const owner = server.url()
  const app = new URL(owner)
  app.username = 'boucle_app'
  app.password = applicationPassword(secretKey)
  return { size, dataDir, ownerUrl: owner, appUrl: app.href, stop: () => server.stop() }
}

async function prepare(url: string, { conversations, contacts, advisers }: (typeof sizes)[Size]) {
  await migrate({ url, secretKey })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const step = async (name: string, sql: string) => {
    const started = performance.now()
    await client.query(sql)
    say(`  ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  }
  const ws = `'${workspaceId}'::uuid`
  // One instant for every statement: ids are made from it.
  const start = `'${new Date(Date.now() - 365 * 86_400_000).toISOString()}'::timestamptz`
  await client.query(readFileSync(join(import.meta.dirname, 'dataset.sql'), 'utf8'))
  await client.query(`select ensure_partitions(now() - interval '366 days', now() + interval '92 days')`)
  await client.query('alter table events disable trigger number_event_at_commit')
  await step(
    'workspace and people',
    `
    insert into workspaces (id, slug, name, language, time_zone) values (${ws}, 'bench', 'Bench', 'fr', 'Europe/Paris');
    insert into teams (workspace_id, id, name, kind)
      select ${ws}, bench_id(${start}, n), 'Team ' || n, 'digital' from generate_series(1, 10) n;
    insert into members (workspace_id, id, role, name, email)
      select ${ws}, bench_id(${start}, 1000 + n), case n when 1 then 'administrator' else 'adviser' end, 'Adviser ' || n, 'adviser' || n || '@bench.test'
      from generate_series(1, ${advisers}) n;
    insert into team_members (workspace_id, team_id, member_id)
      select ${ws}, bench_id(${start}, n % 10 + 1), bench_id(${start}, 1000 + n) from generate_series(1, ${advisers}) n;
    insert into channels (workspace_id, id, kind, name, address)
      values (${ws}, bench_id(${start}, 500), 'email', 'Bench', 'bench@bench.test');
    insert into number_blocks values (${ws}, 'conversation', ${conversations + 1})`,
  )
  await step(
    'contacts',
    `
    insert into contacts (workspace_id, id, name, search_text, stage)
      select ${ws}, bench_id(${start}, 10000 + n), initcap(bench_word(n % 20000)) || ' ' || initcap(bench_word(n * 7 % 20000)), bench_word(n % 20000) || ' ' || bench_word(n * 7 % 20000), 'customer'
      from generate_series(1, ${contacts}) n;
    insert into identities (workspace_id, id, contact_id, kind, value, shown)
      select ${ws}, bench_id(${start}, 1000000 + n), bench_id(${start}, 10000 + n), 'email', 'person' || n || '@mail.test', 'person' || n || '@mail.test'
      from generate_series(1, ${contacts}) n`,
  )
  // One conversation in fifty is under way; of those one in ten is nobody's.
  await step(
    'conversations',
    `
    insert into conversations (workspace_id, id, number, contact_id, subject, status, channel_kind, channel_id, language, assignee_id, team_id, episode_id, message_count,
        last_message_id, last_message_at, last_direction, preview, waiting_since, created_at, updated_at, closed_at)
      select ${ws}, bench_id(at, n), n, bench_id(${start}, 10000 + n % ${contacts} + 1), bench_word((n % 20000)::int) || ' ' || bench_word((n * 31 % 20000)::int) || ' ' || n,
        case when n % 50 <> 0 then 'closed' when n % 100 = 0 then 'open' else 'waiting' end, 'email', bench_id(${start}, 500), 'fr',
        case when n % 500 <> 0 then bench_id(${start}, 1000 + n % ${advisers} + 1) end,
        bench_id(${start}, n % 10 + 1), bench_id(at, -n), ${messagesEach},
        bench_id(at + interval '9 hours', n * 10 + 9), at + interval '9 hours', case when n % 100 = 0 then 'in' else 'out' end, bench_word((n * 17 % 20000)::int) || ' ' || bench_word((n * 13 % 20000)::int) || ' ' || bench_word((n * 11 % 20000)::int),
        case when n % 100 = 0 then at + interval '9 hours' end, at, at + interval '9 hours', case when n % 50 <> 0 then at + interval '10 hours' end
      from (select n, ${start} + n * interval '364 days' / ${conversations} as at from generate_series(1, ${conversations}) n) s;
    insert into episodes (workspace_id, id, conversation_id, number, opened_at, opened_by)
      select ${ws}, episode_id, id, 1, created_at, 'contact' from conversations where workspace_id = ${ws}`,
  )
  // Fifty thousand texts told many times over; each message also holds one word of its own, the rare one to look for.
  await step(
    'texts',
    `
    create table bench_texts as
    select n as slot, bench_text(n, 25) as text, null::tsvector as tsv from generate_series(0, 49999) n;
    update bench_texts set tsv = to_tsvector('boucle_fr', text);
    alter table bench_texts add primary key (slot);
    analyze bench_texts`,
  )
  for (let part = 0; part < 20; part++)
    await step(
      `messages ${part + 1}/20`,
      `
      with source as materialized (
        select n, k, ${start} + n * interval '364 days' / ${conversations} as at, ((n * 10 + k) * 7919) % 50000 as t
        from generate_series(1 + ${conversations}::bigint * ${part} / 20, ${conversations}::bigint * ${part + 1} / 20) n, generate_series(0, ${messagesEach - 1}) k
      ), written as (
        insert into messages (workspace_id, id, conversation_id, episode_id, direction, at, channel_kind, author_kind, author_id, from_name, from_address, text, language, delivery_status)
        select ${ws}, bench_id(at + k * interval '1 hour', n * 10 + k), bench_id(at, n), bench_id(at, -n), case when k % 2 = 0 then 'in' else 'out' end,
          at + k * interval '1 hour', 'email', case when k % 2 = 0 then 'contact' else 'member' end,
          case when k % 2 = 1 then bench_id(${start}, 1000 + n % ${advisers} + 1) end,
          case when k % 2 = 0 then 'Person ' || n % ${contacts} end, case when k % 2 = 0 then 'person' || (n % ${contacts} + 1) || '@mail.test' end,
          text || ' ref' || n * 10 + k, 'fr', case when k % 2 = 1 then 'sent' end
        from source join bench_texts b on b.slot = source.t
      )
      insert into message_search (workspace_id, message_id, conversation_id, tsv)
      select ${ws}, bench_id(at + k * interval '1 hour', n * 10 + k), bench_id(at, n), tsv || array_to_tsvector(array['ref' || n * 10 + k])
      from source join bench_texts b on b.slot = source.t`,
    )
  await step(
    'vocabulary',
    `
    insert into vocabulary (workspace_id, word)
    select distinct ${ws}, l.lexeme from bench_texts, unnest(tsv) l where length(l.lexeme) between 4 and 40
    on conflict do nothing`,
  )
  await client.query('alter table events enable trigger number_event_at_commit')
  await step('analyse', 'vacuum analyze')
  await client.end()
}
