import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

// Of its own: its sender takes every mail that waits, and it is started late.
let database: OwnDatabase
let app: TestApp
let server: SMTPServer
let folder: string
const reached: string[] = []
beforeAll(async () => {
  server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      reached.push(...session.envelope.rcptTo.map(to => to.address))
      stream.resume().on('end', () => done())
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  database = await ownDatabase()
  folder = await mkdtemp(join(tmpdir(), 'boucle-demo-outbox-'))
})
beforeEach(async () => {
  const { port } = server.server.address() as { port: number }
  const mailOut = { kind: 'smtp', url: `smtp://127.0.0.1:${port}`, folder } as const
  app = await testApp({ database, running: false, config: { mailOut } })
  return () => app.close()
})
afterAll(async () => {
  await database.drop()
  await new Promise<void>(resolve => server.close(resolve))
  await rm(folder, { recursive: true })
})

interface Shown {
  id: string
  text: string
  html: string | null
  headers: Record<string, string>
  withheld: boolean
  purpose: string
  recipients: string[]
}

async function deliveryTo(workspace: TestWorkspace, address: string): Promise<Shown> {
  const { body } = await workspace.call<{ items: Shown[] }>('GET', '/deliveries')
  return body.items.find(item => item.recipients.includes(address))!
}

const read = async (workspace: Pick<TestWorkspace, 'call'>, id: string) =>
  (await workspace.call<Shown>('GET', `/deliveries/${id}`, undefined, { 'accept-language': 'fr' })).body

async function storedMail(id: string): Promise<string> {
  const row = await app.ground.db.system
    .selectFrom('deliveries')
    .select('mail')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return JSON.stringify(row.mail)
}

const invite = (workspace: TestWorkspace, email: string) =>
  workspace.call('POST', '/invitations', { email, name: 'Zoé', role: 'adviser', language: 'fr' })

describe('an invitation', () => {
  test('SEC-5: is read by administrators until it is sent, then its words are gone', async () => {
    const workspace = await aWorkspace(app)
    const supervisor = await aMember(app, workspace, 'supervisor')
    await invite(workspace, 'zoe@mail.test')
    const { id } = await deliveryTo(workspace, 'zoe@mail.test')
    expect(await read(workspace, id)).toMatchObject({
      withheld: false,
      text: expect.stringContaining('/invitation/'),
    })
    expect(await read(supervisor, id)).toMatchObject({
      withheld: true,
      text: 'Ce mail contient un lien personnel\u00a0: seul son destinataire le lit.',
      html: null,
      headers: {},
    })
    await app.start()
    await app.settle()
    expect(reached).toContain('zoe@mail.test')
    expect(await read(workspace, id)).toMatchObject({
      withheld: true,
      text: expect.stringContaining('effacé'),
    })
    expect(await storedMail(id)).not.toContain('/invitation/')
  })
})

describe('a link to a new password', () => {
  async function aLostPassword(workspace: TestWorkspace) {
    const email = `perdu-${workspace.slug}@mail.test`
    const { userId } = await app.auth.createUser(email, 'Élodie', 'correct horse battery')
    const { id } = await aMember(app, workspace, 'administrator')
    await app.ground.db.system
      .updateTable('members')
      .set({ user_id: userId, email })
      .where('id', '=', id)
      .execute()
    const headers = { origin: app.ground.publicUrl, 'content-type': 'application/json' }
    await app.http.inject({
      method: 'POST',
      url: '/api/auth/request-password-reset',
      headers,
      payload: { email },
    })
    await app.auth.settle()
    return deliveryTo(workspace, email)
  }

  test('SEC-5: is read by nobody but its reader, and its words are gone once it is sent', async () => {
    const workspace = await aWorkspace(app)
    const { id, purpose, recipients } = await aLostPassword(workspace)
    expect(purpose).toBe('sign_in')
    expect(await storedMail(id)).toContain('/sign-in/reset#token=')
    const shown = await read(workspace, id)
    expect(shown).toMatchObject({ withheld: true, html: null, headers: {} })
    expect(JSON.stringify(shown)).not.toContain('token=')
    await app.start()
    await app.settle()
    expect(reached).toContain(recipients[0])
    expect(await storedMail(id)).not.toContain('token=')
  })

  test('is not sent again once it could not be: another is asked for', async () => {
    const workspace = await aWorkspace(app)
    const { id } = await aLostPassword(workspace)
    await app.ground.db.system
      .updateTable('deliveries')
      .set({ recipients: ['nobody at all'], attempts: 20 })
      .where('id', '=', id)
      .execute()
    await app.start()
    await app.settle()
    expect(await storedMail(id)).not.toContain('token=')
    const again = await workspace.call('POST', `/deliveries/${id}/retry`)
    expect(again).toMatchObject({ status: 409, body: { code: 'channel.words_gone' } })
  })
})

describe('a demonstration', () => {
  async function aDemo() {
    const workspace = await aWorkspace(app)
    await app.ground.db.system
      .updateTable('workspaces')
      .set({ is_demo: true })
      .where('id', '=', workspace.id)
      .execute()
    return workspace
  }

  test('writes to nobody: its mails go into the folder, whatever server there is', async () => {
    const demo = await aDemo()
    const real = await aWorkspace(app)
    await invite(demo, 'vraie.personne@mail.test')
    await invite(real, 'invitee@mail.test')
    const { id } = await deliveryTo(demo, 'vraie.personne@mail.test')
    await app.start()
    await app.settle()
    expect(reached).toContain('invitee@mail.test')
    expect(reached).not.toContain('vraie.personne@mail.test')
    expect(await readdir(folder)).toEqual([`${id}.eml`])
    expect(await readFile(join(folder, `${id}.eml`), 'utf8')).toContain('vraie.personne@mail.test')
  })

  test('takes no mail server, neither to fetch nor to send', async () => {
    const demo = await aDemo()
    const server = { host: 'mail.example.test', user: 'x' }
    const channel = { name: 'Autre', address: `autre@${demo.slug}.test`, language: 'fr' }
    for (const settings of [{ imap: server }, { smtp: server }]) {
      const changed = await demo.call('PATCH', `/channels/${demo.channelId}`, settings)
      expect(changed).toMatchObject({ status: 409, body: { code: 'channel.demo_server' } })
      const made = await demo.call('POST', '/channels', { ...channel, ...settings })
      expect(made).toMatchObject({ status: 409, body: { code: 'channel.demo_server' } })
    }
    expect(
      (await demo.call('PATCH', `/channels/${demo.channelId}`, { imap: null, name: 'Ici' })).status,
    ).toBe(200)
    expect((await demo.call('POST', '/channels', channel)).status).toBe(201)
  })
})
