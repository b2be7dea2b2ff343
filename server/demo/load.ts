import { randomUUID } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { complaintDefaults, proposePast } from '#server/complaints/index.ts'
import { proposeDuplicates } from '#server/contacts/index.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Files } from '#server/platform/files.ts'
import { recordPastHits } from '#server/rules/index.ts'
import { settleComplaints } from './complaints.ts'
import { type CopyRow, copyLines } from './copy-format.ts'
import { type DemoFile, type DemoPlan, type DemoTable, type Row, type Rows, tables } from './plan.ts'
import { recallDays } from './recalled-days.ts'
import { recallWork } from './recalled-work.ts'

export type LoadInput = {
  /** As the owner: the demonstration is written across tables before anyone works in it. */
  pool: pg.Pool
  files: Files
  plan: DemoPlan
}

/** What loading did: the workspace, and how long each part took. */
export type Loaded = { workspaceId: string; isNew: boolean; steps: { name: string; ms: number }[] }

/** Conversations per COPY: enough to make each one long, few enough to stay small in memory. */
const batchSize = 500

/**
 * Writes a demonstration in one transaction: it exists whole, or, after a crash anywhere, not at all. Calling again finds
 * what is already there and changes nothing.
 */
export async function loadDemo({ pool, files, plan }: LoadInput): Promise<Loaded> {
  const client = await pool.connect()
  const steps: Loaded['steps'] = []
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startedMs = performance.now()
    const result = await work()
    steps.push({ name, ms: Math.round(performance.now() - startedMs) })
    return result
  }
  try {
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('boucle.demo'))")
    const known = await client.query<{ id: string }>('select id from workspaces where slug = $1', [
      plan.workspace.slug,
    ])
    if (known.rows[0]) {
      await client.query('rollback')
      return { workspaceId: known.rows[0].id, isNew: false, steps }
    }
    await step('prepare', () => prepare(client, plan))
    const words = { fr: new Set<string>(), en: new Set<string>() }
    const write = await writer(client, plan.workspace.id)
    await step('setting', () => write({ ...plan.setting }))
    // Foreign keys keep the plan that they made for an empty table, which reads all of it for each row.
    const knowSize = () => client.query('analyze conversations')
    await step('conversations', () => writeConversations({ plan, files, write, words, knowSize }))
    await step('closing', () => write(plan.closing()))
    await step('search', () => fillSearch(client, plan.workspace.id, words))
    await step('work', () => recallWork(client, plan.workspace.id, plan.now))
    await step('days', () => recallDays(client, plan.workspace.id, plan.now))
    await step('clocks', () => recallClocks(client, plan.workspace.id))
    await step('books', () => closeBooks(client, plan.workspace.id, plan.now))
    await step('commit', () => client.query('commit'))
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection is gone, and its transaction with it
    throw error
  } finally {
    client.release()
  }
  await step('analyze', () => pool.query(`analyze ${analysed.join(', ')}`))
  return { workspaceId: plan.workspace.id, isNew: true, steps }
}

/** Tables whose plans would be wrong until the server gets to them by itself; the partitioned ones are always read by key. */
const analysed = [
  'contacts',
  'identities',
  'external_records',
  'conversations',
  'survey_invitations',
  'survey_answers',
  'recoveries',
]

async function prepare(client: pg.PoolClient, plan: DemoPlan) {
  // Waiting for the disk twice would gain nothing: the one commit at the end is what makes it durable.
  await client.query("set local work_mem = '64MB'; set local maintenance_work_mem = '128MB'")
  await client.query('select ensure_partitions($1, $2)', [
    plan.from,
    new Date(plan.now.getTime() + 92 * 86_400_000),
  ])
  // A year of facts is numbered in one statement below; nobody must be told of last spring as if it were news.
  await client.query('alter table events disable trigger number_event_at_commit')
  const { workspace } = plan
  await client.query(
    'insert into workspaces (id, slug, name, language, time_zone, country, is_demo, settings, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [
      workspace.id,
      workspace.slug,
      workspace.name,
      workspace.language,
      workspace.time_zone,
      workspace.country,
      workspace.is_demo,
      workspace.settings,
      workspace.created_at,
    ],
  )
}

type Write = (rows: Rows) => Promise<void>

/** Writes bundles of rows by COPY, parents before children. */
async function writer(client: pg.PoolClient, workspaceId: string): Promise<Write> {
  const { rows: arrays } = await client.query<{ name: string }>(
    "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' and data_type = 'ARRAY'",
  )
  const arrayColumns = new Set(arrays.map(({ name }) => name))
  return async bundle => {
    for (const table of tables) {
      const rows = bundle[table] as CopyRow[] | undefined
      if (!rows || rows.length === 0) continue
      const columns = Object.keys(rows[0]!)
      const stream = client.query(
        copyFrom(`copy ${table} (workspace_id, ${columns.map(name => `"${name}"`).join(', ')}) from stdin`),
      )
      await pipeline(
        copyLines(workspaceId, columns, rows, name => arrayColumns.has(`${table}.${name}`)),
        stream,
      )
    }
  }
}

type Words = Record<'fr' | 'en', Set<string>>

async function writeConversations({
  plan,
  files,
  write,
  words,
  knowSize,
}: {
  plan: DemoPlan
  files: Files
  write: Write
  words: Words
  knowSize: () => Promise<unknown>
}) {
  let batch: { [Table in DemoTable]?: unknown[] } = {}
  let count = 0
  let kept = 0
  let writing = Promise.resolve()
  const flush = async () => {
    await writing
    // Files of this batch first: attachments refer to them. Their bytes are kept before the commit that names them, so that
    // a crash leaves an unused object, never a missing one.
    const fresh = plan.files.slice(kept)
    kept += fresh.length
    batch.files = await Promise.all(fresh.map(file => keepFile(plan.workspace.id, files, file)))
    writing = write(batch as Rows) // rows keep their table: they were only moved to longer lists
    writing.catch(() => {}) // whoever awaits it next hears of it
    batch = {}
  }
  for (const rows of plan.conversations()) {
    for (const [table, added] of Object.entries(rows) as [DemoTable, unknown[]][]) {
      const known = batch[table]
      if (known) known.push(...added)
      else batch[table] = [...added]
    }
    collectWords(rows.messages ?? [], words)
    count += 1
    if (count % batchSize === 0) {
      await flush()
      if (count === batchSize) await writing.then(knowSize)
      // The database takes one batch in while the next is being told: let the lines out now and then.
    } else if (count % 25 === 0) await setImmediate()
  }
  await flush()
  await writing
}

async function keepFile(workspaceId: string, files: Files, file: DemoFile): Promise<Row<'files'>> {
  return {
    id: file.id,
    created_at: file.createdAt,
    ...(await files.write(workspaceId, file.bytes, file.type)),
  }
}

function collectWords(messages: readonly Row<'messages'>[], words: Words) {
  for (const message of messages) {
    const known = words[message.language === 'en' ? 'en' : 'fr']
    for (const word of (message.text ?? '').match(/[\p{L}\d]{4,40}/gu) ?? []) known.add(word)
  }
}

/** Answers of the last month tell how promises were kept: their clocks are looked at as those of open requests are. */
async function recallClocks(client: pg.PoolClient, workspaceId: string) {
  await client.query(
    `update conversations set clocks_stale = true
    where workspace_id = $1 and status = 'closed' and closed_at > now() - interval '30 days'`,
    [workspaceId],
  )
}

/** Fills the index of words, and the workspace's own words that typing mistakes are corrected from. */
async function fillSearch(client: pg.PoolClient, workspaceId: string, words: Words) {
  const rebuild = await setWordIndexAside(client)
  await client.query(
    `insert into message_search (workspace_id, message_id, conversation_id, tsv)
    select workspace_id, id, conversation_id,
      message_words(language, subject, concat_ws(E'\\n', from_name, from_address), text)
    from messages where workspace_id = $1`,
    [workspaceId],
  )
  await rebuild()
  for (const [language, known] of Object.entries(words))
    await client.query(
      `insert into vocabulary (workspace_id, word)
      select distinct $1::uuid, lexeme from unnest(to_tsvector($2::regconfig, $3)) where length(lexeme) between 4 and 40 and lexeme ~ '^[[:alpha:]]+$'
      on conflict do nothing`,
      [workspaceId, `boucle_${language}`, [...known].join(' ')],
    )
}

/** In a database that has no message yet, an index of words built at the end costs a tenth of one that grows word by word. */
async function setWordIndexAside(client: pg.PoolClient): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ definition: string }>(
    `select pg_get_indexdef('message_search_words'::regclass) as definition where not exists (select from message_search)`,
  )
  if (!rows[0]) return async () => {}
  const definition = rows[0].definition.replace(' ON ONLY ', ' ON ')
  await client.query('drop index message_search_words')
  return async () => {
    await client.query(definition)
    await client.query('select gather_words()')
  }
}

/** The transaction of this connection, for parts of the program that work in one workspace. */
function insideOf(client: pg.PoolClient, workspaceId: string): Tx {
  const connection = { query: client.query.bind(client), release: () => {} }
  const pool = { options: {}, connect: async () => connection, end: async () => {} }
  return Object.assign(new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }), { workspaceId })
}

/** What is reckoned once everything is there: the feed's numbers, who wrote last, which cards look like one person. */
async function closeBooks(client: pg.PoolClient, workspaceId: string, now: Date) {
  await client.query(
    `with numbered as (
      insert into feed (workspace_id, seq, event_id)
      select workspace_id, row_number() over (order by id), id from events where workspace_id = $1
      returning seq
    )
    insert into feed_counters (workspace_id, last_seq) select $1, max(seq) from numbered`,
    [workspaceId],
  )
  await client.query(
    `update contacts c set last_contact_at = m.at
    from (
      select c.contact_id, max(x.at) as at
      from conversations c join messages x on x.workspace_id = c.workspace_id and x.conversation_id = c.id
      where c.workspace_id = $1 and x.direction = 'in' group by c.contact_id
    ) m
    where c.workspace_id = $1 and c.id = m.contact_id`,
    [workspaceId],
  )
  await client.query('update companies set sort_name = left(fold(name), 200) where workspace_id = $1', [
    workspaceId,
  ])
  await client.query('select refresh_contact_search($1, null)', [workspaceId])
  await proposeDuplicates(insideOf(client, workspaceId), now)
  await recordPastHits(insideOf(client, workspaceId), {
    now,
    since: new Date(now.getTime() - 14 * 86_400_000),
  })
  await complaintDefaults(() => randomUUID(), insideOf(client, workspaceId))
  await proposePast(insideOf(client, workspaceId), new Date(now.getTime() - 7 * 86_400_000))
  await settleComplaints(insideOf(client, workspaceId), now)
  await client.query('alter table events enable trigger number_event_at_commit')
}
