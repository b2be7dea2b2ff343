import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { askAddress } from './ask.ts'

let app: TestApp
let shop: TestWorkspace
let site: Server
let port: number
const asked: string[] = []
/** What the site answers, by path. */
let pages: Record<string, [status: number, location?: string]> = {}
const clock = { at: new Date('2026-11-24T10:00:00Z'), now: () => new Date(clock.at) }
const resolve = async (name: string) =>
  name.endsWith('gone.test') ? [] : [{ address: '127.0.0.1', family: 4 }]
/** This machine stands for the open internet here. */
const how = { resolve, mayAsk: (address: string) => address === '127.0.0.1', timeoutMs: 2000 }

beforeAll(async () => {
  site = createServer((request, response) => {
    asked.push(request.url ?? '')
    const [status, location] = pages[request.url ?? ''] ?? [200]
    response.writeHead(status, location ? { location } : {}).end('page')
  })
  await new Promise<void>(ready => site.listen(0, '127.0.0.1', ready))
  port = (site.address() as AddressInfo).port
  app = await testApp({ running: false, clock, outside: how })
})
beforeEach(async () => {
  shop = await aWorkspace(app)
  pages = {}
  asked.length = 0
})
afterAll(async () => {
  site.closeAllConnections()
  site.close()
  await app.close()
})

const at = (path: string, host = 'www.bleuet.test') => `http://${host}:${port}${path}`

describe('an address', () => {
  test.each<[string, Record<string, [number, string?]>, object]>([
    ['that answers leads somewhere', {}, { answers: true }],
    ['that is not there leads nowhere', { '/cgv': [404] }, { answers: false, problem: '404' }],
    ['that is gone leads nowhere', { '/cgv': [410] }, { answers: false, problem: '410' }],
    ['that is broken leads nowhere', { '/cgv': [503] }, { answers: false, problem: '503' }],
    ['closed to programs may be open to people', { '/cgv': [403] }, { answers: true }],
    ['is followed where it moved', { '/cgv': [301, '/terms'] }, { answers: true }],
    ['that moved to nothing leads nowhere', { '/cgv': [302, '/x'], '/x': [404] }, { answers: false }],
    ['that goes round leads nowhere', { '/cgv': [302, '/cgv'] }, { answers: false, problem: 'loop' }],
    [
      'never leads a check inside (SEC-2)',
      { '/cgv': [302, 'http://10.0.0.1/'] },
      { answers: false, problem: 'address' },
    ],
  ])('%s', async (_name, given, verdict) => {
    pages = given
    expect(await askAddress(at('/cgv'), how)).toMatchObject(verdict)
  })

  test('of an unknown name leads nowhere; this machine is never asked unless it stands for the world', async () => {
    expect(await askAddress(at('/cgv', 'gone.test'), how)).toEqual({ answers: false, problem: 'name' })
    expect(await askAddress(at('/cgv'), { resolve })).toEqual({ answers: false, problem: 'address' })
    expect(asked).toEqual([])
  })

  test('that takes its time is not said to be dead', async () => {
    const mute = createServer(() => {})
    await new Promise<void>(ready => mute.listen(0, '127.0.0.1', ready))
    const { port: mutePort } = mute.address() as AddressInfo
    expect(await askAddress(`http://slow.test:${mutePort}/`, { ...how, timeoutMs: 100 })).toEqual({
      answers: undefined,
    })
    mute.closeAllConnections()
    mute.close()
  })
})

interface Page {
  linksCheckedAt: string | null
  lints: { code: string; sentence: string; place: string }[]
}
const dead = (page: Page) =>
  page.lints.filter(lint => lint.code === 'address_dead').map(lint => lint.sentence)
const page = async () => (await shop.call<Page>('GET', '/contact-page')).body

/** Gives the brand its links; the terms of the shop are at /cgv. */
async function withLinks(more: object = {}) {
  const { items } = (await shop.call<{ items: { id: string }[] }>('GET', '/brands')).body
  await shop.call('PATCH', `/brands/${items[0]!.id}`, {
    termsUrl: at('/cgv'),
    returnsUrl: at('/retours'),
    ...more,
  })
  return items[0]!.id
}

describe('the contact page', () => {
  test('E25: is not published with terms that lead nowhere, and is once they are there', async () => {
    const brandId = await withLinks()
    pages = { '/cgv': [404] }
    const refused = await shop.call<{ title: string }>('POST', '/contact-page/publication')
    expect(refused).toMatchObject({ status: 409, body: { code: 'contactpage.not_publishable' } })
    expect(refused.body.title).toContain(`${at('/cgv')} ne répond pas (404).`)
    const checked = await shop.call<Page>('POST', '/contact-page/checks')
    expect(checked.status).toBe(201)
    expect(checked.body.linksCheckedAt).toBe(clock.at.toISOString())
    expect(checked.body.lints.find(lint => lint.code === 'address_dead')?.place).toBe(
      `/settings/brands/${brandId}`,
    )
    pages = {}
    expect((await shop.call('POST', '/contact-page/publication')).status).toBe(201)
    expect(dead(await page())).toEqual([])
  })

  test('E25: the check of each day finds what broke since, the site included, and forgets addresses that are no more', async () => {
    await withLinks({ siteUrl: at('/') })
    expect((await shop.call('POST', '/contact-page/publication')).status).toBe(201)
    pages = { '/': [500] }
    clock.at = new Date('2026-11-25T03:23:00Z')
    await app.portal.chores.timers.find(({ name }) => name === 'portal.addresses')!.run()
    expect(dead(await page())).toEqual([`${at('/')} ne répond pas (500).`])
    expect((await page()).linksCheckedAt).toBe(clock.at.toISOString())
    await withLinks({ siteUrl: null })
    await app.portal.chores.timers.find(({ name }) => name === 'portal.addresses')!.run()
    const kept = await app.ground.db.system
      .selectFrom('web_addresses')
      .select('url')
      .where('workspace_id', '=', shop.id)
      .orderBy('url')
      .execute()
    expect(kept.map(row => row.url)).toEqual([at('/cgv'), at('/retours')])
  })
})
