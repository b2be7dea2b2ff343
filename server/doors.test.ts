import type { FastifyReply, FastifyRequest } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { refuseWhileLate } from './platform/http/pressure.ts'
import { problemOf } from './platform/http/problems.ts'
import { createTranslate } from './platform/i18n.ts'
import { type OwnDatabase, ownDatabase } from './platform/testing/postgres.ts'
import { type TestApp, testApp } from './testing/app.ts'
import { aHouse, type House } from './testing/crossing.ts'

/** What anybody can throw at the doors of the program, whatever lies behind them. */

let database: OwnDatabase
let app: TestApp
let house: House
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, config: { maxMessageBytes: 200_000 } })
  house = await aHouse(app, 'zinnia', 'dr1')
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

interface Sent {
  method?: string
  headers?: Record<string, string>
  payload?: string | Buffer
}

/** As the administrator, in a browser on our own page unless the headers say otherwise. */
async function send(path: string, { method = 'POST', headers = {}, payload }: Sent = {}) {
  const raw = payload === undefined ? undefined : { type: headers['content-type'] ?? '', bytes: payload }
  const answer = await house.people.administrator({ method, path, headers, ...(raw && { raw }) })
  const body = answer.body.startsWith('{')
    ? (JSON.parse(answer.body) as { code?: string; title?: string })
    : {}
  return { status: answer.status, code: body.code, title: body.title, text: answer.text }
}

const json = (payload: string, headers: Record<string, string> = {}) =>
  send('/tags', { payload, headers: { 'content-type': 'application/json', ...headers } })

describe('a page of another site, with the cookie of somebody signed in', () => {
  const name = () => JSON.stringify({ name: `étiquette ${Math.random()}` })
  test.each([
    ['names its origin', { origin: 'https://evil.test' }],
    ['hides its origin', { origin: 'null' }],
    ['is our name on another port', { origin: 'http://127.0.0.1:4401' }],
    ['is caught by the browser', { 'sec-fetch-site': 'cross-site' }],
    ['is a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('SEC-6: changes nothing when it %s', async (_, headers) => {
    expect(await json(name(), headers)).toMatchObject({ status: 403, code: 'request.origin' })
    expect(await send('/api/v1/me/photo', { headers })).toMatchObject({ status: 403, code: 'request.origin' })
  })

  test('our own page does', async () => {
    expect(await json(name(), { 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 201 })
  })

  test('reads nothing either: no answer allows another origin', async () => {
    const read = await send('/me', { method: 'GET', headers: { origin: 'https://evil.test' } })
    expect(read.text.toLowerCase()).not.toContain('access-control-allow-origin')
    const asked = { 'access-control-request-method': 'POST', origin: 'https://evil.test' }
    const before = await send('/tags', { method: 'OPTIONS', headers: asked })
    expect(before.text.toLowerCase()).not.toContain('access-control-allow')
  })
})

describe('a body', () => {
  test.each([
    ['text/plain', '{"name":"a"}'],
    ['application/x-www-form-urlencoded', 'name=a'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="name"\r\n\r\na\r\n--x--\r\n',
    ],
    ['application/xml', '<name>a</name>'],
    ['application/jsonx', '{"name":"a"}'],
    ['message/rfc822', 'a'],
  ])('that is %s is no JSON, and is refused unread', async (type, payload) => {
    const answer = await json(payload, { 'content-type': type })
    expect(answer).toMatchObject({ status: 415, code: 'request.media_type' })
  })

  test.each([
    ['cut short', '{"name":', 400],
    ['empty', '', 400],
    ['a prototype', '{"name":"a","__proto__":{"admin":true}}', 400],
    ['a constructor’s prototype', '{"name":"a","constructor":{"prototype":{"admin":true}}}', 400],
    ['no object', '[1]', 422],
    ['null', 'null', 422],
    ['a NUL in a word', '{"name":"a\\u0000b"}', 422],
    [
      'bottomless, where it is ignored',
      `{"name":"a","x":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
      422,
    ],
    ['bottomless lists', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 422],
    ['too large', JSON.stringify({ name: 'a'.repeat(300_000) }), 413],
  ])('that is %s is refused in words', async (_, payload, status) => {
    const answer = await json(payload, { 'accept-language': 'fr' })
    expect(answer).toMatchObject({ status, title: expect.stringMatching(/^[A-ZÀ-Ý].* .*\.$/u) })
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  test('kept as it comes cannot be bottomless', async () => {
    const deep = `{"title":"t","data":{"a":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}`
    const path = `/contacts/${house.seen.contact}/records/order/1`
    const headers = { 'content-type': 'application/json' }
    expect(await send(path, { method: 'PUT', payload: deep, headers })).toMatchObject({
      status: 422,
      code: 'request.too_deep',
    })
  })
})

describe('an address', () => {
  test.each([
    ['/contacts/%00', 422],
    ['/contacts/x', 422],
    ['/contacts/%', 400],
    ['/contacts/%ff', 400],
    ['/contacts/..%2f..%2fworkspace', 422],
    ['/conversation-numbers/1e400', 422],
    ['/conversation-numbers/99999999999999999999', 422],
    ['/attachments/%00', 404],
    ['/attachments/..%2fx', 404],
    ['/members/%00/photo', 404],
    ['/contacts//records', 422],
    ['/nothing', 404],
    [`/contacts/${'a'.repeat(600)}`, 422],
    ['/contacts?q=%00', 200],
    ['/contacts?cursor=%00', 422],
    ['/conversations?cursor=W10', 422],
    ['/contacts?updatedSince=9999-12-31T23:59:59%2B23:59', 422],
    ['/calendars/00000000-0000-7000-8000-000000000000/hours?from=9999-12-31', 404],
    [`/contacts?q${'[a]'.repeat(3000)}=1`, 422],
  ])('%s is answered by a problem, not a failure', async (path, status) => {
    const answer = await send(path, { method: 'GET' })
    expect(answer.status, answer.text).toBe(status)
    if (status >= 400) expect(answer.text).toContain('application/problem+json')
  })

  test('that climbs out of ours leads nowhere', async () => {
    for (const path of ['/api/v1/../../../etc/passwd', '/api/v1/%2e%2e/%2e%2e/etc/passwd', '/assets/../../x'])
      expect(await send(path, { method: 'GET' })).toMatchObject({ status: 404 })
  })

  test('of a survey that cannot be one shows the page that says so', async () => {
    for (const token of ['%00', 'x', '..%2f..'])
      expect(await send(`/s/${token}`, { method: 'GET' })).toMatchObject({ status: 404 })
  })
})

describe('headers', () => {
  test.each([
    ['language', { 'accept-language': 'fr-FR;q='.repeat(1000) }],
    ['workspace', { 'boucle-workspace': 'x'.repeat(10_000) }],
    ['cookie', { cookie: 'boucle.session_token='.repeat(500) }],
    ['cookie that is no text', { cookie: 'boucle.session_token=%E0%A4%A' }],
    ['key', { authorization: `Bearer bcl_${'a'.repeat(10_000)}` }],
    ['key that is none', { authorization: 'Bearer' }],
    ['origin', { origin: 'x'.repeat(10_000) }],
    ['idempotency key', { 'idempotency-key': 'x'.repeat(10_000) }],
    ['forwarded address', { 'x-forwarded-for': "1'; drop table members; --" }],
  ])('a strange %s is nobody’s, or refused', async (_, headers) => {
    const answer = await json('{"name":"entête"}', headers)
    expect(answer.status, answer.text).toBeLessThan(500)
    expect((await send('/tags', { method: 'GET', headers })).status).toBeLessThan(500)
  })
})

describe('a file', () => {
  const form = (head: string, body = 'abc', end = '\r\n--x--\r\n') => ({
    payload: `--x\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}${end}`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  const asJson = { payload: '{}', headers: { 'content-type': 'application/json' } }
  const noBoundary = { payload: 'abc', headers: { 'content-type': 'multipart/form-data' } }
  test.each([
    ['that is no form', asJson, 415],
    ['without boundary', noBoundary, 400],
    ['cut short', form('name="file"; filename="a"', 'abc', ''), 400],
    ['that is only a field', form('name="file"'), 422],
  ])('%s is refused at both doors', async (_, sent, status) => {
    expect((await send('/uploads', sent)).status).toBe(status)
    expect((await send('/me/photo', sent)).status).toBe(status)
  })

  test('sent twice under one key is one file; another file under it is refused', async () => {
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=='
    const keyed = (path: string, bytes: Buffer) =>
      house.people.administrator({
        method: 'POST',
        path,
        file: { name: 'a.png', bytes },
        headers: { 'idempotency-key': `key of ${path}`.replaceAll(' ', '-') },
      })
    for (const path of ['/uploads', '/me/photo']) {
      const bytes = Buffer.from(png, 'base64')
      const [first, again] = [await keyed(path, bytes), await keyed(path, bytes)]
      expect([first.status, again.status], path).toEqual([201, 201])
      expect(JSON.parse(again.body)).toEqual(JSON.parse(first.body))
      const other = await keyed(path, Buffer.concat([bytes, Buffer.from('x')]))
      expect(other.status, path).toBe(422)
      expect(JSON.parse(other.body).code).toBe('request.idempotency_key_reused')
    }
  })

  test('too large is refused at both doors, each with its own limit', async () => {
    const sized = (bytes: number) => form('name="file"; filename="a.png"', 'a'.repeat(bytes))
    expect(await send('/uploads', sized(300_000))).toMatchObject({ status: 413, code: 'request.too_large' })
    expect(await send('/me/photo', sized(2_200_000))).toMatchObject({
      status: 413,
      code: 'request.too_large',
    })
  })

  test('SEC-7: its name is a name, its type is what the bytes say, and it is never opened in our page', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    const cases: [string, string, string, string][] = [
      ['../../etc/passwd', 'abc', 'passwd', 'application/octet-stream'],
      ['=cmd()|A0.csv', '=1+1', '=cmd()_A0.csv', 'application/octet-stream'],
      ['a\u202egnp.exe', 'MZ', 'agnp.exe', 'application/octet-stream'],
      ['image.svg', svg, 'image.svg', 'application/octet-stream'],
      ['page.html', '<script>alert(1)</script>', 'page.html', 'application/octet-stream'],
    ]
    for (const [name, bytes, kept, type] of cases) {
      const sent = await house.people.administrator({
        method: 'POST',
        path: '/uploads',
        file: { name, bytes: Buffer.from(bytes) },
      })
      const { id, name: shown } = JSON.parse(sent.body) as { id: string; name: string }
      expect(shown).toBe(kept)
      const read = await app.http.inject({
        method: 'GET',
        url: `/api/v1/attachments/${id}`,
        headers: { cookie: house.cookies.administrator },
      })
      expect(read.headers).toMatchObject({
        'content-type': type,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(kept)}`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining('sandbox'),
      })
    }
  })
})

describe('too many requests', () => {
  let narrow: TestApp
  let inside: House
  let ownGround: OwnDatabase
  beforeAll(async () => {
    ownGround = await ownDatabase()
    narrow = await testApp({ database: ownGround, requestsPerMinute: 400 })
    inside = await aHouse(narrow, 'pivoine', 'dr2')
  })
  afterAll(async () => {
    await narrow?.close()
    await ownGround?.drop()
  })

  const ask = (headers: Record<string, string>, remoteAddress = '192.0.2.1') =>
    narrow.http.inject({ method: 'GET', url: '/api/v1/workspace', headers, remoteAddress })

  test('each caller has a limit of their own, told in each answer and refused in their language', async () => {
    const mine = { cookie: inside.cookies.adviser }
    const first = await ask(mine)
    expect(first.headers).toMatchObject({ 'x-ratelimit-limit': '400' })
    const left = Number(first.headers['x-ratelimit-remaining'])
    for (let count = 0; count < left; count++) await ask(mine)
    const sentences = {
      fr: 'Trop de requêtes. Réessayez dans un instant.',
      en: 'Too many requests. Try again in a moment.',
    }
    for (const [language, title] of Object.entries(sentences)) {
      const refused = await ask({ ...mine, 'accept-language': language })
      expect(refused.headers['content-type']).toContain('application/problem+json')
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect(refused.headers).toMatchObject({ 'x-ratelimit-remaining': '0' })
      expect(refused.json()).toMatchObject({ status: 429, code: 'request.too_many', title })
    }
    expect((await ask({ cookie: inside.cookies.partner })).statusCode).toBe(200)
  })

  test('made-up keys and sessions share the limit of their address', async () => {
    const from = '192.0.2.77'
    let refused = 0
    for (let count = 0; count < 410; count++) {
      const [name, value] =
        count % 2
          ? ['authorization', `Bearer bcl_${count}`]
          : ['cookie', `boucle.session_token=made-up-${count}`]
      if ((await ask({ [name!]: value! }, from)).statusCode === 429) refused += 1
    }
    expect(refused).toBe(10)
    expect((await ask({}, '192.0.2.78')).statusCode).toBe(401)
  })
})

test('HEAD answers as GET does, without the body, and with the same refusals', async () => {
  const known = await house.people.administrator({ method: 'HEAD', path: '/tags' })
  expect([known.status, known.body]).toEqual([200, ''])
  expect((await send('/nothing-here', { method: 'HEAD' })).status).toBe(404)
  expect((await app.http.inject({ method: 'HEAD', url: '/api/v1/tags' })).statusCode).toBe(401)
})

test('a program that has too much to do says so, and when the caller may come back', () => {
  const error = Object.assign(new Error('Under pressure'), { statusCode: 503 })
  const problem = problemOf(error, 'en', createTranslate(), pino({ level: 'silent' }))
  expect(problem).toMatchObject({
    status: 503,
    code: 'request.busy',
    title: expect.stringContaining('too much'),
  })
})

test('a program that is late refuses with the time to come back; one of which nothing was measured does not', async () => {
  const headers: Record<string, string> = {}
  const reply = { header: (name: string, value: string) => Object.assign(headers, { [name]: value }) }
  const refuse = (delayMs: number) =>
    refuseWhileLate({} as FastifyRequest, reply as unknown as FastifyReply, 'eventLoopDelay', delayMs)
  expect(refuse(Number.POSITIVE_INFINITY)).toBeUndefined()
  await expect(refuse(2500)).rejects.toMatchObject({ statusCode: 503 })
  expect(headers).toEqual({ 'retry-after': '5' })
})

test('a program that has no time at all says it is too busy, through the door', async () => {
  const late = await testApp({ busyAfterMs: 0.000_001 })
  onTestFinished(() => late.close())
  await vi.waitFor(
    async () => {
      for (const until = Date.now() + 100; Date.now() < until; );
      const { statusCode, headers } = await late.http.inject({ url: '/api/v1/tags' })
      expect([statusCode, headers['retry-after']]).toEqual([503, '5'])
    },
    { timeout: 15_000, interval: 200 },
  )
})
