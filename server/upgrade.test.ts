import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import {
  applyMigration,
  ensureRoles,
  migrate,
  migrationFiles,
  prepareDatabase,
  rehearse,
} from './platform/migrate.ts'
import { emptyDatabase, type OwnDatabase, testSecretKey } from './platform/testing/postgres.ts'
import { aKey, aMail, testApp } from './testing/app.ts'

let database: OwnDatabase | undefined
afterAll(() => database?.drop())

const ids = {
  workspace: '019ab000-0000-7000-8000-000000000001',
  team: '019ab000-0000-7000-8000-000000000002',
  calendar: '019ab000-0000-7000-8000-000000000003',
  channel: '019ab000-0000-7000-8000-000000000004',
  contact: '019ab000-0000-7000-8000-000000000005',
  identity: '019ab000-0000-7000-8000-000000000006',
  conversation: '019ab000-0000-7000-8000-000000000007',
  episode: '019ab000-0000-7000-8000-000000000008',
  message: '019ab000-0000-7000-8000-000000000009',
}

const numbersThen = [
  ['0021', '0025'],
  ['0022', '0026'],
  ['0023', '0027'],
  ['0024', '0030'],
  ['0025', '0031'],
  ['0026', '0032'],
]
  // The last first, so that no name is there twice on the way.
  .toReversed()

/** What a Boucle of the release before held: the rows that its program wrote for one mail. */
const asItWas = `
  select ensure_partitions('2025-11-01', '2025-12-31');
  select ensure_partitions(now(), now());
  insert into workspaces (id, slug, name, language, time_zone) values ('${ids.workspace}', 'avant', 'Avant', 'fr', 'Europe/Paris');
  insert into calendars (workspace_id, id, name, time_zone) values ('${ids.workspace}', '${ids.calendar}', 'Heures', 'Europe/Paris');
  insert into teams (workspace_id, id, name, kind, calendar_id) values ('${ids.workspace}', '${ids.team}', 'Équipe', 'digital', '${ids.calendar}');
  insert into channels (workspace_id, id, kind, name, address, team_id, calendar_id)
    values ('${ids.workspace}', '${ids.channel}', 'email', 'Bonjour', 'bonjour@avant.test', '${ids.team}', '${ids.calendar}');
  insert into contacts (workspace_id, id, name) values ('${ids.workspace}', '${ids.contact}', 'Anna Pereira');
  insert into identities (workspace_id, id, contact_id, kind, value, shown)
    values ('${ids.workspace}', '${ids.identity}', '${ids.contact}', 'email', 'anna@mail.test', 'anna@mail.test');
  insert into conversations (workspace_id, id, number, contact_id, subject, status, channel_kind, channel_id, team_id, episode_id,
      message_count, last_message_id, last_message_at, created_at, updated_at)
    values ('${ids.workspace}', '${ids.conversation}', 1, '${ids.contact}', 'Pivoines', 'open', 'email', '${ids.channel}', '${ids.team}',
      '${ids.episode}', 1, '${ids.message}', '2025-11-23', '2025-11-23', '2025-11-23');
  insert into episodes (workspace_id, id, conversation_id, number, opened_at, opened_by)
    values ('${ids.workspace}', '${ids.episode}', '${ids.conversation}', 1, '2025-11-23', 'contact');
  insert into messages (workspace_id, id, conversation_id, episode_id, direction, at, channel_kind, channel_id, identity_id,
      author_kind, from_name, from_address, text)
    values ('${ids.workspace}', '${ids.message}', '${ids.conversation}', '${ids.episode}', 'in', '2025-11-23', 'email',
      '${ids.channel}', '${ids.identity}', 'contact', 'Anna Pereira', 'anna@mail.test', 'Où sont mes pivoines ?');
  insert into number_blocks (workspace_id, name, next_number) values ('${ids.workspace}', 'conversation', 2);`

test('HST-1: the database of the release before is rehearsed, brought up to date, and works', async () => {
  database = await emptyDatabase()
  const { url } = database
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await ensureRoles(client, testSecretKey)
  await prepareDatabase(client)
  const files = migrationFiles()
  const before = files.filter(({ name }) => name < '0027')
  expect(before).toHaveLength(26)
  for (const migration of before) await applyMigration(client, migration)
  // There were gaps in the numbers then; the words are the same.
  for (const [now, then] of numbersThen)
    await client.query('update migrations set name = $2 || substr(name, 5) where name like $1', [
      `${now}_%`,
      then,
    ])
  await client.query(asItWas)

  const coming = files.slice(26).map(({ name }) => name)
  const steps = await rehearse({ url, secretKey: testSecretKey })
  expect(steps.map(({ name }) => name)).toEqual(coming)
  // What they would close to everybody else is told, and nothing of it stayed.
  expect(steps.find(({ name }) => name.endsWith('_merging.sql'))?.locked).toContain('contacts')
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from migrations')
  expect(rows[0]!.n).toBe(26)
  await client.end()

  expect(await migrate({ url, secretKey: testSecretKey })).toEqual(coming)
  const app = await testApp({ database })
  try {
    const call = await aKey(app, ids.workspace, { role: 'administrator' })
    const thread = await call<{ items: { text: string }[] }>(
      'GET',
      `/conversations/${ids.conversation}/messages`,
    )
    expect(thread.body.items.map(({ text }) => text)).toEqual(['Où sont mes pivoines ?'])
    const mail = await call<{ conversationId: string }>(
      'POST',
      `/channels/${ids.channel}/raw`,
      aMail({ to: 'bonjour@avant.test', from: 'Anna <anna@mail.test>' }),
    )
    expect(mail.status).toBe(201)
    await app.settle()
    const { body } = await call<{ items: unknown[] }>('GET', `/conversations?contact=${ids.contact}`)
    expect(body.items).toHaveLength(2)
  } finally {
    await app.close()
  }
})
