import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ImapFlow } from 'imapflow'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { checkSilence } from './health.ts'
import { type Dovecot, hasDovecot, startDovecot } from './testing/dovecot.ts'
import { mailWorld } from './testing/world.ts'

const megabyte = 1024 * 1024

describe.skipIf(!hasDovecot)('a mailbox that another server keeps (Dovecot)', () => {
  let app: TestApp
  let dovecot: Dovecot
  let workspace: TestWorkspace
  let world: ReturnType<typeof mailWorld>
  let boxes = 0
  let user = ''
  const clients: ImapFlow[] = []

  const start = () =>
    testApp({
      config: { maxMessageBytes: megabyte },
      imap: { checkMs: 200, retryMs: [50, 100, 200, 400], pulseMs: 4000 },
      clock: { now: () => new Date(Date.now() + later) },
    })
  let later = 0
  beforeAll(async () => {
    dovecot = await startDovecot()
    app = await start()
  })
  afterAll(async () => {
    await app.close()
    await dovecot.remove()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
  })

  /** A workspace whose address is fetched from a mailbox of its own. */
  async function fetched(settings: object = {}) {
    boxes += 1
    user = `boite-${boxes}`
    workspace = await aWorkspace(app)
    world = mailWorld(app, workspace)
    await change({ password: dovecot.password, ...settings })
    return colleague()
  }
  const colleague = async () => {
    const client = await dovecot.client(user)
    clients.push(client)
    return client
  }
  const change = async (settings: object) => {
    const answer = await workspace.call('PATCH', `/channels/${workspace.channelId}`, {
      imap: { host: '127.0.0.1', port: dovecot.port, secure: false, user, ...settings },
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    app.email.checkMailboxes()
  }
  interface Receipt {
    id: string
    state: string
    reason: string | null
    detail: string | null
    bytes: number
    from: string
    conversationId: string
  }
  const receipts = async () =>
    (await workspace.call<{ items: Receipt[] }>('GET', '/receipts?limit=100')).body.items
  const health = async () =>
    (
      await workspace.call<{ health: { state: string; error: string | null } }>(
        'GET',
        `/channels/${workspace.channelId}`,
      )
    ).body.health
  /** Looks until something is so, for a few seconds. */
  async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, seconds = 8): Promise<T> {
    const end = Date.now() + seconds * 1000
    for (;;) {
      const seen = await look()
      if (isSo(seen) || Date.now() > end) return seen
      await pause(50)
    }
  }
  const read = (count: number, seconds?: number) =>
    until(receipts, found => found.filter(one => one.state !== 'stored').length >= count, seconds)

  test('is read by password, then pushed: a mail is a conversation within three seconds, again and again', async () => {
    const box = await fetched()
    await box.append('INBOX', aMail({ from: 'un@mail.test', text: 'Déjà là' }))
    expect(await read(1)).toMatchObject([{ state: 'parsed', from: 'un@mail.test' }])
    expect(await until(health, seen => seen.state === 'works')).toMatchObject({ state: 'works', error: null })
    for (const index of [2, 3, 4]) {
      await pause(400) // listening
      const before = Date.now()
      await box.append('INBOX', aMail({ from: `${index}@mail.test` }))
      expect(await read(index, 3)).toHaveLength(index)
      expect(Date.now() - before).toBeLessThan(3000)
    }
    expect(await box.status('INBOX', { messages: true, unseen: true })).toMatchObject({
      messages: 4,
      unseen: 4, // left as they were
    })
  })

  test('is marked read where that is wanted', async () => {
    const box = await fetched({ afterReading: 'mark_read' })
    await box.append('INBOX', aMail())
    await read(1)
    const status = await until(
      () => box.status('INBOX', { unseen: true }),
      seen => seen !== false && seen.unseen === 0,
    )
    expect(status).toMatchObject({ unseen: 0 })
  })

  test('is read by token (XOAUTH2), given or fetched anew with a refresh token', async () => {
    boxes += 1
    const asked: string[] = []
    const provider = createServer((request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += chunk
      })
      request.on('end', () => {
        asked.push(body)
        const isRight = new URLSearchParams(body).get('refresh_token') === 'refresh-1'
        response.writeHead(isRight ? 200 : 400, { 'content-type': 'application/json' })
        response.end(
          JSON.stringify(
            isRight
              ? { access_token: dovecot.token(user), expires_in: 3600, token_type: 'Bearer' }
              : { error: 'invalid_grant', error_description: 'Token revoked' },
          ),
        )
      })
    })
    await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
    const tokenUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/token`
    try {
      user = `boite-${boxes + 1}`
      const box = await fetched({ auth: 'xoauth2', password: dovecot.token(`boite-${boxes + 1}`) })
      await box.append('INBOX', aMail({ from: 'jeton@mail.test' }))
      expect(await read(1)).toMatchObject([{ from: 'jeton@mail.test' }])

      const oauth = { auth: 'xoauth2', tokenUrl, clientId: 'boucle', clientSecret: 'chut' }
      await change({ ...oauth, password: 'refresh-1' })
      await box.append('INBOX', aMail({ from: 'renouvele@mail.test' }))
      expect((await read(2)).map(one => one.from)).toContain('renouvele@mail.test')
      expect(Object.fromEntries(new URLSearchParams(asked[0]))).toEqual({
        grant_type: 'refresh_token',
        refresh_token: 'refresh-1',
        client_id: 'boucle',
        client_secret: 'chut',
      })
      const { body } = await workspace.call<{ imap: Record<string, unknown> }>(
        'GET',
        `/channels/${workspace.channelId}`,
      )
      expect(body.imap).toMatchObject({ hasPassword: true, hasClientSecret: true })
      expect(JSON.stringify(body)).not.toMatch(/refresh-1|chut/)

      await change({ ...oauth, password: 'refresh-revoked' })
      expect(await until(health, seen => seen.state === 'failing')).toMatchObject({
        state: 'failing',
        error: expect.stringContaining('Token revoked'),
      })
    } finally {
      provider.close()
    }
  })

  test('whose password is wrong says so on its channel and by one mail to administrators, and recovers', async () => {
    await fetched()
    await until(health, seen => seen.state === 'works')
    const administrator = await aMember(app, workspace, 'administrator', { name: 'Ada' })
    await change({ password: 'faux' })
    expect(await until(health, seen => seen.state === 'failing')).toMatchObject({
      state: 'failing',
      error: expect.stringContaining('AUTHENTICATIONFAILED'),
    })
    await pause(600) // several tries
    await app.settle()
    const notices = await world.mailsTo(administrator.email)
    expect(notices).toHaveLength(1)
    expect(notices[0]!.subject).toContain(`ne peut plus lire la boîte ${workspace.address}`)

    await change({ password: dovecot.password })
    expect(await until(health, seen => seen.state === 'works')).toMatchObject({ state: 'works', error: null })
    const events = await app.ground.db.system
      .selectFrom('events')
      .select('type')
      .where('workspace_id', '=', workspace.id)
      .where('type', 'in', ['channel.failing', 'channel.recovered', 'channel.silent'])
      .orderBy('id')
      .execute()
    expect(events.map(event => event.type)).toEqual(['channel.failing', 'channel.recovered'])
  })

  test('after a restart is read on from where it was', async () => {
    const box = await fetched()
    await box.append('INBOX', aMail({ from: 'avant@mail.test' }))
    await read(1)
    const before = workspace
    await app.close()
    await box.append('INBOX', aMail({ from: 'pendant@mail.test' }))
    app = await start()
    // Forgotten on purpose: a mail fetched a second time would have a new receipt.
    await app.ground.db.system
      .deleteFrom('receipts')
      .where('workspace_id', '=', before.id)
      .where('lane', '=', 'avant@mail.test')
      .execute()
    const found = await until(
      () =>
        app.ground.db.system
          .selectFrom('receipts')
          .select('lane')
          .where('workspace_id', '=', before.id)
          .execute(),
      seen => seen.length > 0,
    )
    expect(found).toEqual([{ lane: 'pendant@mail.test' }])
  })

  test('made anew, with another UIDVALIDITY, doubles nothing and misses nothing', async () => {
    const box = await fetched({ mailbox: 'Support' })
    await box.mailboxCreate('Support')
    const mails = ['a', 'b', 'c'].map(name => aMail({ from: `${name}@mail.test` }))
    for (const mail of mails) await box.append('Support', mail)
    await read(3)
    const first = await box.status('Support', { uidValidity: true })
    await pause(1100) // it is the time in seconds
    await box.mailboxDelete('Support')
    await box.mailboxCreate('Support')
    for (const mail of [...mails.slice(1), aMail({ from: 'd@mail.test' })]) await box.append('Support', mail)
    expect(await box.status('Support', { uidValidity: true })).not.toEqual(first)
    const found = await read(4)
    expect(found.map(one => one.from).sort()).toEqual(['a', 'b', 'c', 'd'].map(name => `${name}@mail.test`))
    const conversations = await workspace.call<{ items: unknown[] }>('GET', '/conversations?view=all')
    expect(conversations.body.items).toHaveLength(4)
  })

  test('with years of mail brings the last days only, and acknowledges nobody who wrote long ago', async () => {
    boxes += 1
    user = `boite-${boxes + 1}`
    const old = await colleague()
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
    for (const days of [900, 30, 3])
      await old.append(
        'INBOX',
        aMail({ from: `jour-${days}@mail.test`, headers: { Date: daysAgo(days).toUTCString() } }),
        [],
        daysAgo(days),
      )
    await old.append('INBOX', aMail({ from: 'jour-0@mail.test' }))
    await fetched()
    await read(2)
    await app.settle()
    expect((await receipts()).map(one => one.from).sort()).toEqual(['jour-0@mail.test', 'jour-3@mail.test'])
    expect(await world.mailsTo('jour-3@mail.test')).toEqual([])
    expect(await world.mailsTo('jour-0@mail.test')).toHaveLength(1)
  })

  test('gives a mail that is too large as a parked receipt with its subject, and what follows it', async () => {
    const box = await fetched()
    await box.append(
      'INBOX',
      aMail({
        from: 'gros@mail.test',
        subject: 'Mes 300 photos',
        text: 'x'.repeat(1.5 * megabyte).replaceAll(/.{80}/g, '$&\n'),
      }),
    )
    await box.append('INBOX', aMail({ from: 'petit@mail.test' }))
    const found = await read(2)
    const large = found.find(one => one.from === 'gros@mail.test')!
    expect(large).toMatchObject({
      state: 'parked',
      reason: 'mail.too_large',
      detail: expect.stringMatching(/plus grand que.*Mes 300 photos/),
    })
    expect(large.bytes).toBeGreaterThan(megabyte)
    expect(found.find(one => one.from === 'petit@mail.test')).toMatchObject({ state: 'parsed' })
    const again = await workspace.call('POST', `/receipts/${large.id}/retry`, undefined, {
      'accept-language': 'fr',
    })
    expect(again).toMatchObject({ status: 409, body: { code: 'mail.headers_alone' } })
  })

  test('of a server that goes away and comes back is read on', async () => {
    const box = await fetched()
    await box.append('INBOX', aMail({ from: 'avant@mail.test' }))
    await read(1)
    await dovecot.stop()
    expect(await until(health, seen => seen.state === 'failing')).toMatchObject({ state: 'failing' })
    await dovecot.start()
    const again = await colleague()
    await again.append('INBOX', aMail({ from: 'apres@mail.test' }))
    expect((await read(2)).map(one => one.from)).toContain('apres@mail.test')
    expect(await until(health, seen => seen.state === 'works')).toMatchObject({ state: 'works' })
  })

  test('believes the verdict of its own server when it is named, and of nobody else', async () => {
    const verdict = (server: string) => ({
      'Authentication-Results': `${server}; spf=pass smtp.mailfrom=mail.test; dkim=pass header.d=mail.test; dmarc=pass header.from=mail.test`,
    })
    const box = await fetched({ trustedServer: 'mx.boite.test' })
    await box.append('INBOX', aMail({ from: 'sur@mail.test', headers: verdict('mx.boite.test') }))
    await box.append('INBOX', aMail({ from: 'menteur@mail.test', headers: verdict('mx.ailleurs.test') }))
    const found = await read(2)
    const authOf = async (from: string) =>
      (await world.messages(found.find(one => one.from === from)!.conversationId))[0]!.auth
    expect(await authOf('sur@mail.test')).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass' })
    expect(await authOf('menteur@mail.test')).toMatchObject({ dmarc: 'none' })
    const verified = await app.ground.db.system
      .selectFrom('identities')
      .select('value')
      .where('workspace_id', '=', workspace.id)
      .where('verified_at', 'is not', null)
      .execute()
    expect(verified).toEqual([{ value: 'sur@mail.test' }])
  })

  test('that is silent for longer than its open hours allow says so once, and speaks again', async () => {
    const box = await fetched()
    await workspace.call('PATCH', `/channels/${workspace.channelId}`, { silentAfterHours: 10 })
    const administrator = await aMember(app, workspace, 'administrator')
    await box.append('INBOX', aMail())
    await read(1)
    const look = async () => {
      await checkSilence(app.ground, { openMinutes })
      await app.settle()
      return (await health()).state
    }
    // Half of the time we are closed.
    const openMinutes = async (_tx: unknown, _id: unknown, from: Date, to: Date) =>
      (to.getTime() - from.getTime()) / 120_000
    later = 19 * 3_600_000
    expect(await look()).toBe('works')
    later = 21 * 3_600_000
    expect([await look(), await look()]).toEqual(['silent', 'silent'])
    const notices = await world.mailsTo(administrator.email)
    expect(notices.map(mail => mail.subject)).toEqual([`L’adresse ${workspace.address} ne reçoit plus rien`])
    await box.append('INBOX', aMail({ from: 'enfin@mail.test' }))
    await read(2)
    expect(await look()).toBe('works')
    later = 0
  })
})
