import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SubProcessor } from '#contract/sub-processors.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { hostOf, isElsewhere } from './found.ts'

let app: TestApp
let shop: TestWorkspace
let now = new Date('2026-03-10T09:00:00Z')
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
beforeEach(async () => {
  now = new Date('2026-03-10T09:00:00Z')
  shop = await aWorkspace(app)
})
afterAll(() => app.close())

const listed = async () =>
  (await shop.call<{ items: SubProcessor[]; url: string }>('GET', '/sub-processors')).body
const page = async (lang = 'fr') => {
  const answer = await app.http.inject({ url: `/subprocessors/${shop.slug}?lang=${lang}` })
  return { status: answer.statusCode, text: answer.body }
}
const smtp = { host: 'smtp.envois.example', port: 465, secure: true }
const setSmtp = async (given: typeof smtp | null) => {
  await shop.call('PATCH', `/channels/${shop.channelId}`, { smtp: given })
  await app.settle()
}

test('DAT-10: a mail server that is set stands on the page and in the audit at once, and its end too', async () => {
  expect((await page()).text).toContain('Aucune autre société ne traite de données.')
  await setSmtp(smtp)
  const { items, url } = await listed()
  expect(url).toMatch(new RegExp(`/subprocessors/${shop.slug}$`))
  expect(items).toMatchObject([
    { kind: 'mail_out', host: 'smtp.envois.example', startsOn: '2026-03-10', endedAt: null, isOurs: false },
  ])
  expect((await page()).text).toContain('smtp.envois.example')
  expect((await page('en')).text).toContain('Sends e-mails')
  // The same settings saved again add nothing.
  await setSmtp({ ...smtp, port: 587 })
  expect((await listed()).items).toHaveLength(1)

  now = new Date('2026-04-02T09:00:00Z')
  await setSmtp(null)
  expect((await listed()).items).toMatchObject([{ endedAt: '2026-04-02T09:00:00.000Z' }])
  const { text } = await page()
  expect(text).toContain('Aucune autre société ne traite de données.')
  expect(text).toContain('10 mars 2026')
  expect(text).toContain('2 avril 2026')
  const audit = await shop.call<{ items: { type: string }[] }>('GET', `/audit?subjectId=${items[0]!.id}`)
  expect(audit.body.items.map(one => one.type)).toEqual(['sub_processor.ended', 'sub_processor.added'])
})

test('DAT-10: one that is written is announced thirty days before it starts; removed, the page says so', async () => {
  const said = {
    name: 'Traduction & Cie',
    country: 'Portugal',
    purposeFr: 'Traduit des demandes',
    purposeEn: 'Translates requests',
  }
  const { status, body } = await shop.call<SubProcessor>('POST', '/sub-processors', said)
  expect({ status, ...body }).toMatchObject({ status: 201, kind: null, startsOn: '2026-04-09' })
  const before = await page()
  expect(before.text).toContain('Traduction &amp; Cie')
  expect(before.text).toContain('À partir du 9 avril 2026')
  now = new Date('2026-04-09T09:00:00Z')
  const started = (await page()).text
  expect(started).not.toContain('À partir du')
  expect(started, 'both days, whatever day was chosen').toMatch(
    /10 mars 2026.*annoncé, à partir du 9 avril 2026/,
  )
  await shop.call('PATCH', `/sub-processors/${body.id}`, { country: 'Espagne' })
  expect((await page()).text).toContain('Espagne')
  expect(await shop.call('DELETE', `/sub-processors/${body.id}`)).toMatchObject({ status: 200 })
  expect(await shop.call('DELETE', `/sub-processors/${body.id}`)).toMatchObject({ status: 404 })
  expect(await shop.call('PATCH', `/sub-processors/${body.id}`, { country: 'Italie' })).toMatchObject({
    status: 409,
    body: { code: 'sub_processor.ended' },
  })
  expect((await page()).text).toContain('Traduction &amp; Cie')
})

test('DAT-10: a first day sooner than thirty days has a written reason, which stands beside the dates', async () => {
  const soon = { name: 'Secours Mail', country: 'France', purposeFr: 'Envoie', purposeEn: 'Sends' }
  const refused = { status: 422, body: { code: 'sub_processor.why_so_soon' } }
  const add = (more: object) => shop.call<SubProcessor>('POST', '/sub-processors', { ...soon, ...more })
  expect(await add({ startsOn: '2026-04-08' })).toMatchObject(refused)
  expect(await add({ startsOn: '2026-03-11', earlyReasonFr: '   ' })).toMatchObject(refused)
  const { body } = await add({ startsOn: '2026-04-08', earlyReasonFr: 'l’ancien hébergeur ferme le 8 avril' })
  expect(body).toMatchObject({ isEarly: true })
  for (const lang of ['fr', 'en'])
    expect((await page(lang)).text).toMatch(/8 (?:avril|April) 2026\. .*l’ancien hébergeur ferme le 8 avril/)
  // Neither the reason alone nor the day can be taken back to a hurry that nobody explains.
  const change = (wanted: object) => shop.call('PATCH', `/sub-processors/${body.id}`, wanted)
  expect(await change({ earlyReasonFr: '' })).toMatchObject(refused)
  expect(await change({ startsOn: '2026-04-09', earlyReasonFr: '' })).toMatchObject({
    status: 200,
    body: { isEarly: false },
  })
  expect((await page()).text).not.toContain('Sans attendre')
  expect(await change({ startsOn: '2026-04-01' })).toMatchObject(refused)
  // What the settings put to use at once says so until somebody writes more.
  await setSmtp(smtp)
  expect((await page()).text).toContain('mis en service dans les réglages, sans autre raison écrite')
  const found = (await listed()).items.find(one => one.kind)
  expect(await shop.call('PATCH', `/sub-processors/${found!.id}`, { country: 'Italie' })).toMatchObject({
    status: 200,
  })
})

test('what the settings use cannot be taken off by hand; a machine of ours stays off the page', async () => {
  await setSmtp(smtp)
  const [found] = (await listed()).items
  expect(await shop.call('DELETE', `/sub-processors/${found!.id}`)).toMatchObject({
    status: 409,
    body: { code: 'sub_processor.in_use' },
  })
  await shop.call('PATCH', `/sub-processors/${found!.id}`, { isOurs: true })
  expect((await page()).text).not.toContain('envois')
  expect((await listed()).items).toMatchObject([{ isOurs: true, endedAt: null }])
  const adviser = await aMember(app, shop, 'adviser')
  expect(await adviser.call('GET', '/sub-processors')).toMatchObject({ status: 403 })
})

test.each([
  ['smtp://user:pass@smtp.envois.example:587', 'smtp.envois.example', true],
  ['https://hooks.example/x?y=1', 'hooks.example', true],
  ['imap.Example.', 'imap.example', true],
  ['10.0.0.4', '10.0.0.4', false],
  ['http://[::1]:9000', '::1', false],
  ['localhost', 'localhost', false],
  ['minio', 'minio', false],
  ['mail.lan', 'mail.lan', false],
  ['https://nulle-part.invalid/x', 'nulle-part.invalid', false],
  ['8.8.8.8', '8.8.8.8', true],
])('%s is of %s; elsewhere: %s', (address, host, elsewhere) => {
  expect(hostOf(address)).toBe(host)
  expect(isElsewhere(host)).toBe(elsewhere)
})
