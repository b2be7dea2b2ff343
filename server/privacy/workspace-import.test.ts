import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Me, Member } from '#contract/workspaces.ts'
import { openFileStore } from '#server/platform/files.ts'
import { applyMigration, ensureRoles, migrationFiles, prepareDatabase } from '#server/platform/migrate.ts'
import {
  emptyDatabase,
  type OwnDatabase,
  ownDatabase,
  testSecretKey,
} from '#server/platform/testing/postgres.ts'
import { aKey, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { inviteFirstAdministrator } from '#server/workspaces/index.ts'
import { importWorkspace, oldestShape, writeWorkspaceForTests } from './testing/exporting.ts'

const folder = await mkdtemp(join(tmpdir(), 'boucle-import-'))
const password = 'correct horse battery'
const databases: OwnDatabase[] = []
let app: TestApp
beforeAll(async () => {
  app = await testApp({ database: await kept(ownDatabase()), running: false })
})
afterAll(async () => {
  await app?.close()
  for (const database of databases) await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function kept(making: Promise<OwnDatabase>): Promise<OwnDatabase> {
  const database = await making
  databases.push(database)
  return database
}

const storeAt = (name: string) => openFileStore({ kind: 'folder', folder: join(folder, name) })

describe('who enters an imported workspace', () => {
  let workspace: TestWorkspace
  let path: string
  beforeAll(async () => {
    workspace = await aWorkspace(app)
    const member = (name: string, role: string) =>
      app.ground.db.system
        .insertInto('members')
        .values({
          ...{ workspace_id: workspace.id, id: app.ground.newId(), role: role as 'adviser', name },
          email: `${name.toLowerCase()}@imported.test`,
        })
        .execute()
    await member('Chantal', 'administrator')
    await member('Malik', 'adviser')
    path = join(folder, 'people.tar.zst')
    await writeWorkspaceForTests(app.ground, databases[0]!.url, path, workspace.id)
  })

  /** Takes the file in elsewhere, and gives the way in. */
  async function takenIn(email?: string) {
    const place = await kept(ownDatabase())
    let link = ''
    await importWorkspace(path, {
      url: place.url,
      store: await storeAt('there'),
      async settle(client, workspaceId) {
        const entrance = await inviteFirstAdministrator(client, {
          ...{ workspaceId, email, publicUrl: 'http://127.0.0.1:4400' },
          ...{ newId: app.ground.newId, now: new Date() },
        })
        link = entrance!.link
      },
    })
    return { there: await testApp({ database: place, running: false }), token: link.split('/').at(-1)! }
  }

  const accepted = async (there: TestApp, token: string) => {
    const answer = await there.http.inject({
      method: 'POST',
      url: `/api/v1/invitation-links/${token}/acceptance`,
      payload: { name: 'Chantal Ferrand', password },
    })
    expect(answer.statusCode).toBe(201)
    const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    return async <Body>(method: 'GET' | 'POST', url: string, payload?: object) => {
      const said = await there.http.inject({
        ...{ method, url: `/api/v1${url}`, headers: { cookie, 'x-workspace': workspace.slug } },
        ...(payload && { payload }),
      })
      return { status: said.statusCode, body: said.json() as Body }
    }
  }

  test('HST-1: their administrator comes back as themselves by a link, signs in, and invites the others back', async () => {
    const { there, token } = await takenIn()
    try {
      const ask = await accepted(there, token)
      const { body: me } = await ask<Me>('GET', '/me')
      expect(me.member).toMatchObject({ email: 'chantal@imported.test', role: 'administrator' })
      const { body: people } = await ask<{ items: Member[] }>('GET', '/members')
      expect(people.items.map(({ email }) => email).sort()).toEqual([
        'chantal@imported.test',
        'malik@imported.test',
      ])
      const invite = (email: string) =>
        ask('POST', '/invitations', { email, name: 'Malik', role: 'adviser', language: 'fr', teamIds: [] })
      expect((await invite('malik@imported.test')).status).toBe(201)
      expect((await invite('chantal@imported.test')).body).toMatchObject({
        code: 'invitation.already_member',
      })
      const signedIn = await there.http.inject({
        method: 'POST',
        url: '/api/auth/sign-in/email',
        headers: { origin: 'http://127.0.0.1:4400' },
        payload: { email: 'chantal@imported.test', password },
      })
      expect(signedIn.statusCode).toBe(200)
    } finally {
      await there.close()
    }
  })

  test('HST-1: another address that the operator names enters as administrator, once', async () => {
    const { there, token } = await takenIn('lou@elsewhere.test')
    try {
      const ask = await accepted(there, token)
      expect((await ask<Me>('GET', '/me')).body.member).toMatchObject({
        email: 'lou@elsewhere.test',
        role: 'administrator',
      })
      const again = await there.http.inject({
        method: 'POST',
        url: `/api/v1/invitation-links/${token}/acceptance`,
        payload: { name: 'Lou', password },
      })
      expect(again.statusCode).toBe(410)
    } finally {
      await there.close()
    }
  })
})

describe('an export of an older Boucle', () => {
  const ids = {
    workspace: '019ab000-0000-7000-8000-00000000000a',
    contact: '019ab000-0000-7000-8000-00000000000b',
  }

  /** A workspace of a Boucle that had had the migrations before this one. */
  async function exportedBefore(shape: (name: string) => boolean): Promise<string> {
    const database = await kept(emptyDatabase())
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    try {
      await ensureRoles(client, testSecretKey)
      await prepareDatabase(client)
      for (const migration of migrationFiles().filter(({ name }) => shape(name)))
        await applyMigration(client, migration)
      await client.query(`
        insert into workspaces (id, slug, name, language, time_zone)
          values ('${ids.workspace}', 'avant', 'Avant', 'fr', 'Europe/Paris');
        insert into contacts (workspace_id, id, name) values ('${ids.workspace}', '${ids.contact}', 'Anna Pereira');
        insert into rights_requests (workspace_id, id, contact_id, kind, received_on, due_on, opened_at)
          values ('${ids.workspace}', '${ids.contact}', '${ids.contact}', 'access', '2026-11-01', '2026-12-01', now())`)
    } finally {
      await client.end()
    }
    const path = join(folder, `${database.url.split('/').at(-1)}.tar.zst`)
    await writeWorkspaceForTests(app.ground, database.url, path, ids.workspace)
    return path
  }

  const known = (name: string) => name <= oldestShape

  test('HST-1: is taken in where what was added since speaks for itself', async () => {
    const path = await exportedBefore(known)
    const place = await kept(ownDatabase())
    const { shape } = await importWorkspace(path, { url: place.url, store: await storeAt('older') })
    expect(shape).toBe(oldestShape)
    const there = await testApp({ database: place, running: false })
    try {
      const call = await aKey(there, ids.workspace, { role: 'administrator' })
      const { body } = await call<{ items: object[] }>('GET', `/rights-requests?contact=${ids.contact}`)
      expect(body.items).toMatchObject([
        { contact: { name: 'Anna Pereira' }, extensionTold: false, doubtedAt: null, dueOn: '2026-12-01' },
      ])
      expect((await call('GET', `/contacts/${ids.contact}`)).body).toMatchObject({ archivedAt: null })
    } finally {
      await there.close()
    }
  })

  test('HST-1: is refused with the reason where it is too old, or where something new must be said or has gone', async () => {
    const path = await exportedBefore(known)
    const into = async (file: string, change?: string) => {
      const place = await kept(ownDatabase())
      const client = new pg.Client({ connectionString: place.url })
      await client.connect()
      if (change) await client.query(change)
      const said = await importWorkspace(file, { url: place.url, store: await storeAt('refused') }).then(
        () => 'taken in',
        (error: Error) => error.message,
      )
      const { rows } = await client.query<{ n: number }>('select count(*)::int as n from workspaces')
      await client.end()
      return [said, rows[0]!.n]
    }
    const older = await exportedBefore(name => name < oldestShape)
    expect(await into(older)).toEqual([expect.stringContaining('cannot make up for'), 0])
    expect(await into(path, 'alter table contacts add column mood text not null')).toEqual([
      expect.stringContaining('contacts has another shape here (mood)'),
      0,
    ])
    expect(await into(path, 'alter table rights_requests drop column told_days_before')).toEqual([
      expect.stringContaining('rights_requests has another shape here (told_days_before)'),
      0,
    ])
    expect(await into(path, `delete from migrations where name >= '${oldestShape}'`)).toEqual([
      expect.stringContaining('newer than this one'),
      0,
    ])
  })
})
