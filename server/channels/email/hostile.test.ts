import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { hostileHtml } from './testdata/hostile-html.ts'
import { expectHarmless } from './testing/harmless.ts'
import { bringRaw, converse } from './testing/postman.ts'
import { mailWorld } from './testing/world.ts'

const megabyte = 1024 * 1024
let app: TestApp
let workspace: TestWorkspace
let world: ReturnType<typeof mailWorld>
let port: number

beforeAll(async () => {
  app = await testApp({ smtp: true })
  workspace = await aWorkspace(app)
  world = mailWorld(app, workspace)
  port = app.email.smtpPort()!
})
afterAll(() => app.close())

/** Whatever came, the program answers and reads the next mail. */
afterEach(async () => {
  const ready = await app.http.inject({ method: 'GET', url: '/readyz' })
  expect(ready.json()).toMatchObject({ ready: true })
  const next = await world.post(aMail({ from: `apres-${Math.random()}@mail.test` }))
  expect(next.state).toBe('parsed')
}, 60_000)

const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n')
const withFile = (name: string, type: string, content: Buffer) =>
  aMail({
    headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
    text: [
      '--b\nContent-Type: text/plain\n\nVoici',
      `--b\nContent-Type: ${type}\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${base64(content)}`,
      '--b--',
    ].join('\n'),
  })
const withHtml = (html: string) =>
  aMail({
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Transfer-Encoding': 'base64' },
    text: base64(Buffer.from(html)),
  })

describe('SEC-1: the words of a stranger', () => {
  test('the whole collection of attacks comes out harmless, in bodies, subjects, names and file names', async () => {
    const attacks = hostileHtml.map(({ html }) => html)
    const ids: string[] = []
    for (let at = 0; at < attacks.length; at += 12) {
      const some = attacks.slice(at, at + 12)
      const answers = await Promise.all(
        some.map((html, index) =>
          world.post(
            Buffer.from(
              withHtml(html)
                .toString()
                .replace('anna@mail.test', `attaque-${at + index}@mail.test`)
                .replace(/^Subject: .*$/m, `Subject: ${html.replaceAll(/[\r\n]/g, ' ').slice(0, 300)}`),
            ),
          ),
        ),
      )
      for (const answer of answers) {
        expect(answer.state, JSON.stringify(answer)).toBe('parsed')
        ids.push(answer.conversationId!)
      }
    }
    let shown = 0
    for (const id of ids) {
      const [message] = await world.messages(id)
      if (message!.html === null) continue
      shown += 1
      expectHarmless(message!.html)
    }
    expect(shown).toBeGreaterThan(60)
  }, 60_000)

  test('pictures that point inside our own network, or anywhere, are asked for by nobody', async () => {
    let asked = 0
    const inside = createServer((_request, response) => {
      asked += 1
      response.end('secret')
    })
    await new Promise<void>(resolve => inside.listen(0, '127.0.0.1', resolve))
    const own = `http://127.0.0.1:${(inside.address() as AddressInfo).port}`
    const { conversationId } = await world.post(
      withHtml(
        `<p>Photo</p><img src="${own}/a.png"><img src="http://169.254.169.254/latest/meta-data"><img src="file:///etc/passwd">
         <img srcset="${own}/b.png 2x"><div style="background:url(${own}/c.png)">x</div><link rel="stylesheet" href="${own}/d.css">
         <style>@import "${own}/e.css"; p { background: url(${own}/f.png) }</style><iframe src="${own}/g"></iframe>`,
      ),
    )
    const [message] = await world.messages(conversationId!)
    await app.settle()
    inside.close()
    expect(asked).toBe(0)
    expectHarmless(message!.html!)
    expect(message!.html).not.toMatch(/etc\/passwd/)
    expect(message!.metadata.remoteImages).toBeGreaterThanOrEqual(2)
  })
})

describe('SEC-4: names and paths', () => {
  test.each([
    '../../../../etc/cron.d/boucle',
    '..\\..\\windows\\system32\\evil.exe',
    '/etc/passwd',
    'a\u202egnp.exe',
    'CON',
    'x\r\nContent-Type: text/html',
    '%2e%2e%2fetc%2fpasswd',
    `${'a'.repeat(5000)}.pdf`,
  ])('a file named %j is a file with a harmless name, inside our folder', async name => {
    const encoded = `=?utf-8?B?${Buffer.from(name).toString('base64')}?=`
    const { conversationId } = await world.post(
      withFile(encoded, 'application/octet-stream', Buffer.from('x')),
    )
    const [file] = (await world.messages(conversationId!))[0]!.attachments
    expect(file!.name).toMatch(/^[^/\\\p{C}]{1,160}$/u)
    const { headers, status } = await workspace.call('GET', file!.url)
    expect(status).toBe(200)
    expect(String(headers['content-disposition'])).toMatch(/^attachment; filename\*=UTF-8''[^\r\n/\\"]+$/)
    expect(existsSync('/etc/cron.d/boucle')).toBe(false)
    const folders = await readdir(join(app.outbox, '..', 'files'))
    expect(folders.every(folder => /^[0-9a-f-]{36}$/.test(folder))).toBe(true)
  })
})

describe('bombs', () => {
  test.each<[string, () => Buffer, string | null]>([
    [
      'a thousand boxes in one another',
      () => {
        const open = Array.from(
          { length: 1000 },
          (_none, index) => `Content-Type: multipart/mixed; boundary=b${index}\r\n\r\n--b${index}`,
        )
        return Buffer.from(`From: a@bombe.test\r\nSubject: x\r\n${open.join('\r\n')}\r\n\r\nfin\r\n`)
      },
      null,
    ],
    [
      'a million empty parts',
      () =>
        Buffer.from(
          `From: a@bombe.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(1_000_000)}--b--`,
        ),
      'mail.too_many_parts',
    ],
    [
      'headers of three megabytes',
      () => Buffer.from(`From: a@bombe.test\r\n${'X-Bourrage: oui\r\n'.repeat(190_000)}\r\nfin`),
      'mail.headers_too_large',
    ],
    [
      'two hundred mails forwarded in one another',
      () =>
        Buffer.from(
          `${Array.from({ length: 200 }, () => 'From: a@bombe.test\r\nContent-Type: message/rfc822\r\n').join('\r\n')}\r\nfin`,
        ),
      null,
    ],
    [
      'a hundred thousand recipients',
      () =>
        Buffer.from(
          `From: a@bombe.test\r\nTo: ${Array.from({ length: 30_000 }, (_none, index) => `x${index}@y.test`).join(',\r\n ')}\r\n\r\nfin`,
        ),
      null,
    ],
    ['HTML opened and never closed', () => withHtml('<div>'.repeat(200_000)), null],
    ['HTML of attributes', () => withHtml(`<p ${'a=1 '.repeat(200_000)}>x</p>`), null],
    [
      'one line of eight megabytes',
      () => aMail({ from: 'a@bombe.test', text: 'x'.repeat(8 * megabyte) }),
      null,
    ],
    ['a wall of quotes', () => aMail({ from: 'a@bombe.test', text: '>'.repeat(500_000) }), null],
    ['a wall of digits', () => aMail({ from: 'a@bombe.test', text: '4111 '.repeat(100_000) }), null],
    [
      'NULs and broken letters',
      () =>
        Buffer.concat([
          aMail({ from: 'a@bombe.test', subject: 'x\u0000y' }),
          randomBytes(4000),
          Buffer.alloc(100),
        ]),
      null,
    ],
  ])(
    '%s: read or parked with a code, in a moment',
    async (_what, make, reason) => {
      const started = performance.now()
      const receipt = await world.post(make())
      expect(performance.now() - started).toBeLessThan(15_000)
      if (reason) expect(receipt).toMatchObject({ state: 'parked', reason })
      else expect(['parsed', 'parked']).toContain(receipt.state)
      expect(receipt.reason).not.toBe('mail.failed')
    },
    30_000,
  )

  test('a zip and a gzip that would unfold to gigabytes stay as small as they came', async () => {
    const gzip = gzipSync(Buffer.alloc(64 * megabyte))
    const before = process.memoryUsage().rss
    for (const [name, type, content] of [
      ['zeros.gz', 'application/gzip', gzip],
      ['42.zip', 'application/zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), randomBytes(40_000)])],
      ['photo.png', 'image/png', gzip],
    ] as const) {
      const { conversationId } = await world.post(withFile(name, type, content))
      const [file] = (await world.messages(conversationId!))[0]!.attachments
      expect(file!.bytes).toBe(content.length)
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * megabyte)
  })

  test('a hundred megabytes by SMTP are refused with 552, by the API with 413, and nothing of them stays', async () => {
    const raw = Buffer.concat([
      Buffer.from('From: a@bombe.test\r\nSubject: gros\r\n\r\n'),
      Buffer.alloc(100 * megabyte, `${'x'.repeat(78)}\r\n`),
    ])
    const before = await app.ground.db.system
      .selectFrom('receipts')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(await bringRaw(port, raw, 'a@bombe.test', workspace.address)).toMatchObject({ code: 552 })
    const posted = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
    expect(posted.status).toBe(413)
    expect(
      await app.ground.db.system
        .selectFrom('receipts')
        .select(eb => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow(),
    ).toEqual(before)
  }, 60_000)

  test('a client that speaks nonsense is answered, and its HELO cannot harm the database', async () => {
    const answers = await converse(port, [
      'EHLO x\u0000y\u0001',
      'MAIL FROM:<a@bombe.test>',
      `RCPT TO:<${workspace.address}>`,
      'DATA',
      'From: helo@bombe.test\r\nSubject: x\r\n\r\nBonjour\r\n.',
    ])
    expect(answers.at(-1)).toMatch(/^(?:250|5\d\d) /)
    const nonsense = await converse(port, [
      'BONJOUR',
      'RCPT TO:<x>',
      `MAIL FROM:<${'a'.repeat(2000)}@x.test>`,
    ])
    expect(nonsense.every(answer => /^[45]\d\d/.test(answer))).toBe(true)
  })
})
