import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SubProcessor } from '#contract/sub-processors.ts'
import { mailWorld } from '#server/channels/email/testing/world.ts'
import { openPage, sendPage } from '#server/platform/testing/pages.ts'
import {
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { newsOf } from './telling.ts'

let app: TestApp
let shop: TestWorkspace
let administrator: TestMember
let now = new Date('2026-03-10T09:00:00Z')
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
beforeEach(async () => {
  now = new Date('2026-03-10T09:00:00Z')
  shop = await aWorkspace(app)
  administrator = await aMember(app, shop, 'administrator', { name: 'Inès' })
  await aMember(app, shop, 'supervisor', { name: 'Karim' })
})
afterAll(() => app.close())

const said = { name: 'Traduction & Cie', country: 'Portugal', purposeFr: 'Traduit', purposeEn: 'Translates' }
const announced = async (more: object = {}) =>
  (await shop.call<SubProcessor>('POST', '/sub-processors', { ...said, ...more })).body
const passes = async (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
  await app.portal.tellOfSubProcessors()
  await app.settle()
}
const mails = async (address: string) => {
  await app.settle()
  return mailWorld(app, shop).mailsTo(address)
}
let asked = 0
/** An address of its own each time: mails of all the tests lie in one folder. */
const anAddress = () => {
  asked += 1
  return `lecteur-${process.pid}-${asked}@mail.test`
}
const pagePath = () => `/subprocessors/${shop.slug}`
const linkIn = (text = '') => /http\S+\/readers\/[^\s?]+/.exec(text)![0].replace(app.ground.publicUrl, '')
/** An address that asked, and pressed what the mail leads to. */
const aReader = async (lang = 'fr') => {
  const address = anAddress()
  await sendPage(app, pagePath(), { email: address, lang })
  const link = linkIn((await mails(address))[0]!.text)
  await sendPage(app, `${link}/confirmation`, { lang })
  return { address, link }
}

test('DAT-10: a change is told by mail, once, to who asked twice and to the administrators', async () => {
  const french = await aReader()
  const english = await aReader('en')
  const one = await announced({ startsOn: '2026-03-20', earlyReasonFr: 'le précédent ferme' })
  await passes(5)
  expect(await mails(french.address), 'still to be corrected').toHaveLength(1)
  await shop.call('PATCH', `/sub-processors/${one.id}`, { name: 'Traduction SA' })
  await passes(9)
  expect(await mails(french.address)).toHaveLength(1)
  await passes(2)
  await passes(60)
  const news = (await mails(french.address)).slice(1)
  expect(news).toHaveLength(1)
  expect(news[0]!.text).toContain('Nouveau\u00a0: Traduction SA, Portugal, à partir du 20 mars 2026.')
  expect(news[0]!.text).toContain('Sans attendre trente jours\u00a0: le précédent ferme')
  expect((await mails(english.address))[1]!.text).toContain(
    'New: Traduction SA, Portugal, from 20 March 2026.',
  )
  const [told, ...more] = await mails(administrator.email)
  expect(more).toEqual([])
  expect(told!.text).toContain('Traduction SA')

  await shop.call('PATCH', `/sub-processors/${one.id}`, { country: 'Espagne' })
  await passes(11)
  await shop.call('DELETE', `/sub-processors/${one.id}`)
  await passes(11)
  const [, , changed, ended] = await mails(french.address)
  expect(changed!.text).toContain('Modifié\u00a0: Traduction SA, Espagne')
  expect(ended!.text).toContain('Retiré\u00a0: Traduction SA, Espagne.')
})

test('DAT-10: what was added and taken back at once, or is ours, is told to nobody', async () => {
  const { address } = await aReader()
  const one = await announced()
  await shop.call('DELETE', `/sub-processors/${one.id}`)
  const ours = await announced({ name: 'Notre serveur' })
  await shop.call('PATCH', `/sub-processors/${ours.id}`, { isOurs: true })
  await passes(20)
  expect(await mails(address)).toHaveLength(1)
  await shop.call('PATCH', `/sub-processors/${ours.id}`, { isOurs: false })
  await passes(20)
  expect((await mails(address))[1]!.text).toContain('Nouveau\u00a0: Notre serveur')
})

test('DAT-10: an address is told of nothing before its owner confirms, and is forgotten when they do not', async () => {
  const address = anAddress()
  const first = await sendPage(app, pagePath(), { email: address, lang: 'fr' })
  const again = await sendPage(app, pagePath(), { email: address, lang: 'fr' })
  expect([first.statusCode, again.statusCode]).toEqual([303, 303])
  expect(again.headers.location, 'the same words for everybody').toBe(first.headers.location)
  const [mail, ...more] = await mails(address)
  expect(more, 'one mail in an hour').toEqual([])
  const link = linkIn(mail!.text)
  // A scanner opens the link: nothing is said by that.
  expect((await openPage(app, link)).body).toContain('Confirmer')
  await announced()
  await passes(20)
  expect(await mails(address)).toHaveLength(1)
  await passes(48 * 60)
  expect((await sendPage(app, `${link}/confirmation`, { lang: 'fr' })).statusCode).toBe(404)
  const { body } = await shop.call<{ readers: number }>('GET', '/sub-processors')
  expect(body.readers).toBe(0)
})

test('OUT-10: a mail of news leaves in one click, fetches nothing, and links home alone', async () => {
  const { address, link } = await aReader()
  const other = await aReader()
  await announced()
  await passes(20)
  const mail = (await mails(address))[1]!
  const header = (key: string) => mail.headers.find(one => one.key === key)?.value
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  expect(header('list-unsubscribe')).toBe(`<${app.ground.publicUrl}${link}/end>`)
  expect(mail.html ?? '').not.toMatch(/<img|<link|url\(/i)
  for (const [url] of `${mail.text}${mail.html}`.matchAll(/https?:\/\/[^\s<>"]+/g))
    expect(url.startsWith(`${app.ground.publicUrl}/subprocessors/`), url).toBe(true)
  const left = await app.http.inject({
    method: 'POST',
    url: `${link}/end`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'List-Unsubscribe=One-Click',
  })
  expect(left.statusCode).toBe(200)
  await announced({ name: 'Un autre' })
  await passes(20)
  expect(await mails(address)).toHaveLength(2)
  expect(await mails(other.address)).toHaveLength(3)
  const rows = await app.ground.db.system
    .selectFrom('sub_processor_readers')
    .select('email')
    .where('workspace_id', '=', shop.id)
    .execute()
  expect(rows).toEqual([{ email: other.address }])
})

test('no reader of one house is named by a link of another, nor by one that somebody made', async () => {
  const { link } = await aReader()
  const elsewhere = await aWorkspace(app)
  const [id] = link.split('/').at(-1)!.split('.')
  for (const token of [link.split('/').at(-1)!, `${id}.${'a'.repeat(32)}`, id!]) {
    const base = `/subprocessors/${token === link.split('/').at(-1) ? elsewhere.slug : shop.slug}/readers/${token}`
    expect((await sendPage(app, `${base}/confirmation`, { lang: 'fr' })).statusCode).toBe(404)
    await sendPage(app, `${base}/end`, { lang: 'fr' })
  }
  expect((await shop.call<{ readers: number }>('GET', '/sub-processors')).body.readers).toBe(1)
  expect((await sendPage(app, pagePath(), { email: 'pas une adresse', lang: 'fr' })).statusCode).toBe(422)
})

test('DAT-10: whatever is corrected meanwhile, there is news exactly when the page says another thing than was told', () => {
  const shown = fc.record({
    name: fc.constantFrom('A', 'B'),
    country: fc.constantFrom('', 'France'),
    startsOn: fc.constantFrom('2026-03-10', '2026-05-01'),
    isOurs: fc.boolean(),
    endedAt: fc.constantFrom(null, '2026-03-10T09:00:00.000Z'),
  })
  const blank = { purposeFr: '', purposeEn: '', earlyReasonFr: '', earlyReasonEn: '' }
  const told = fc.option(
    fc.record({
      name: fc.constantFrom('A', 'B'),
      country: fc.constantFrom('', 'France'),
      startsOn: fc.constantFrom('2026-03-10', '2026-05-01'),
    }),
    { nil: null },
  )
  fc.assert(
    fc.property(shown, told, (one, before) => {
      const isThere = !one.isOurs && !one.endedAt
      const isSame =
        before !== null &&
        before.name === one.name &&
        before.country === one.country &&
        before.startsOn === one.startsOn
      const expected = isThere ? (before ? (isSame ? [] : ['changed']) : ['new']) : before ? ['ended'] : []
      expect(newsOf({ ...blank, ...one } as SubProcessor, before).map(({ what }) => what)).toEqual(expected)
    }),
  )
})
