import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BlockedSender } from '#contract/blocked-senders.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { sharesMailboxes } from '../free-mail.ts'
import { domainsOf, normaliseDomain } from './domains.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let karim: TestMember
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
})
beforeEach(async () => {
  workspace = await aWorkspace(app)
  karim = await aMember(app, workspace, 'supervisor', { name: 'Karim' })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

interface Thread {
  id: string
  number: number
  isSpam: boolean
  waitingSince: string | null
  contact: { id: string }
}

async function mail(from: string, subject = 'Vous avez gagné'): Promise<Thread> {
  const raw = aMail({ from, to: workspace.address, subject, text: 'Bonjour, voici ma demande.' })
  const { body } = await workspace.call<{ conversationId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    raw,
  )
  return (await workspace.call<Thread>('GET', `/conversations/${body.conversationId}`)).body
}
const block = (kind: 'email' | 'domain', value: string, reason = '', conversationId?: string) =>
  karim.call<BlockedSender & { code: string }>('POST', '/blocked-senders', {
    kind,
    value,
    reason,
    ...(conversationId && { conversationId }),
  })
const listed = async (query = '') =>
  (await karim.call<{ items: BlockedSender[]; next: string | null }>('GET', `/blocked-senders${query}`)).body
const mailsTo = async (address: string) =>
  app.ground.db.system
    .selectFrom('deliveries')
    .select('purpose')
    .where('workspace_id', '=', workspace.id)
    .where(sql<boolean>`${address} = any (recipients)`)
    .execute()

describe('a blocked domain', () => {
  test('keeps apart what everybody under it writes: stored, among spam, counted, without acknowledgement', async () => {
    const before = await mail('chance@loterie.example')
    expect(before.isSpam).toBe(false)
    const { status, body } = await block('domain', '@Loterie.example', 'Publicité chaque jour', before.id)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      kind: 'domain',
      value: 'loterie.example',
      reason: 'Publicité chaque jour',
      by: { name: 'Karim' },
      conversation: { id: before.id, number: before.number },
      stopped: 0,
      lastStoppedAt: null,
    })
    const known = await mail('chance@loterie.example', 'Encore')
    const unknown = await mail('nouveau@loterie.example')
    const below = await mail('robot@envoi.loterie.example')
    const beside = await mail('anna@maloterie.example')
    expect([known, unknown, below, beside].map(one => one.isSpam)).toEqual([true, true, true, false])
    expect([known, unknown, below].map(one => one.waitingSince)).toEqual([null, null, null])
    const { body: spam } = await workspace.call<{ items: { id: string }[] }>(
      'GET',
      '/conversations?view=spam',
    )
    expect(new Set(spam.items.map(one => one.id))).toEqual(new Set([known.id, unknown.id, below.id]))
    await app.settle()
    expect(await mailsTo('nouveau@loterie.example')).toEqual([])
    expect(await mailsTo('robot@envoi.loterie.example')).toEqual([])
    expect(await mailsTo('anna@maloterie.example')).toHaveLength(1)
    const [line] = (await listed()).items
    expect(line).toMatchObject({ stopped: 3 })
    expect(line!.lastStoppedAt).not.toBeNull()
  })

  test('“not spam” brings a stopped request back whole; the domain stays blocked until it is taken off the list', async () => {
    const { body } = await block('domain', 'loterie.example')
    const stopped = await mail('anna@loterie.example', 'Ma commande')
    await karim.call('PUT', `/conversations/${stopped.id}/spam`, { isSpam: false })
    const back = (await workspace.call<Thread>('GET', `/conversations/${stopped.id}`)).body
    expect(back).toMatchObject({ isSpam: false })
    expect(back.waitingSince).not.toBeNull()
    const { body: words } = await workspace.call<{ items: { text: string }[] }>(
      'GET',
      `/conversations/${stopped.id}/messages`,
    )
    expect(words.items.map(one => one.text)).toEqual(['Bonjour, voici ma demande.'])
    expect((await mail('paul@loterie.example')).isSpam).toBe(true)
    const frees = await karim.call('PUT', `/conversations/${stopped.id}/spam`, {
      isSpam: false,
      blockSender: true,
    })
    expect(frees).toMatchObject({ status: 409, body: { code: 'blocked_sender.domain_blocked' } })
    expect(await karim.call('DELETE', `/blocked-senders/${body.id}`)).toMatchObject({ status: 200 })
    expect((await mail('zoe@loterie.example')).isSpam).toBe(false)
    expect((await listed()).items).toEqual([])
  })

  test.each([
    ['gmail.com', 409, 'blocked_sender.public_domain'],
    ['orange.fr', 409, 'blocked_sender.public_domain'],
    ['mail.orange.fr', 409, 'blocked_sender.public_domain'],
    ['co.uk', 409, 'blocked_sender.public_domain'],
    ['booking.com', 409, 'blocked_sender.public_domain'],
    ['localhost', 422, 'blocked_sender.unreadable_domain'],
    ['192.168.0.1', 422, 'blocked_sender.unreadable_domain'],
    ['deux mots.fr', 422, 'blocked_sender.unreadable_domain'],
  ])('%s is refused with its reason', async (value, status, code) => {
    expect(await block('domain', value)).toMatchObject({ status, body: { code } })
    expect((await listed()).items).toEqual([])
  })

  test('our own domain is refused, whatever stands before or after it', async () => {
    const own = workspace.address.split('@')[1]!
    for (const value of [own, `atelier.${own}`])
      expect(await block('domain', value)).toMatchObject({
        status: 409,
        body: { code: 'blocked_sender.own_domain' },
      })
    expect(await block('email', workspace.address)).toMatchObject({
      status: 409,
      body: { code: 'blocked_sender.own_address' },
    })
  })
})

describe('the list', () => {
  test('an address is blocked before it ever wrote; its card says so from the first message', async () => {
    await block('email', 'Gagnant@loterie.example', 'Vu chez un confrère')
    expect(await block('email', 'gagnant@LOTERIE.example')).toMatchObject({
      status: 409,
      body: { code: 'blocked_sender.already' },
    })
    const thread = await mail('gagnant@loterie.example')
    expect(thread.isSpam).toBe(true)
    const { body } = await workspace.call<{ identities: { blockedAt: string | null }[] }>(
      'GET',
      `/contacts/${thread.contact.id}`,
    )
    expect(body.identities[0]!.blockedAt).not.toBeNull()
    expect((await listed()).items).toMatchObject([
      { kind: 'email', shown: 'Gagnant@loterie.example', contact: { id: thread.contact.id }, stopped: 1 },
    ])
  })

  test('holds what was blocked from a conversation, from a card, and whole people', async () => {
    const first = await mail('un@loterie.example')
    await karim.call('PUT', `/conversations/${first.id}/spam`, { isSpam: true, blockSender: true })
    const second = await mail('deux@loterie.example')
    const { body: card } = await workspace.call<{ identities: { id: string }[] }>(
      'GET',
      `/contacts/${second.contact.id}`,
    )
    await karim.call('PATCH', `/contacts/${second.contact.id}/identities/${card.identities[0]!.id}`, {
      blocked: true,
    })
    const third = await mail('Trois Fois <trois@loterie.example>')
    await karim.call('PATCH', `/contacts/${third.contact.id}`, { blocked: true })
    expect((await mail('trois@loterie.example')).isSpam).toBe(true)
    const { items } = await listed()
    expect(items).toMatchObject([
      { kind: 'person', id: third.contact.id, shown: 'Trois Fois', by: { name: 'Karim' }, stopped: 1 },
      { kind: 'email', value: 'deux@loterie.example', by: { name: 'Karim' }, conversation: null },
      { kind: 'email', value: 'un@loterie.example', conversation: { number: first.number }, stopped: 0 },
    ])
    for (const { id } of items) await karim.call('DELETE', `/blocked-senders/${id}`)
    for (const address of ['un', 'deux', 'trois'])
      expect((await mail(`${address}@loterie.example`)).isSpam, address).toBe(false)
    expect((await listed()).items).toEqual([])
  })

  test('is searched and read by pages, each line once', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await block('domain', `${name}-pub.example`, `motif ${name}`)
    await block('email', 'cent%@autre.example')
    const seen: string[] = []
    let next: string | null | undefined = ''
    while (next !== null) {
      const page: { items: BlockedSender[]; next: string | null } = await listed(
        `?limit=2${next ? `&cursor=${next}` : ''}`,
      )
      seen.push(...page.items.map(one => one.value))
      next = page.next
    }
    expect(seen).toEqual([
      'cent%@autre.example',
      ...['e', 'd', 'c', 'b', 'a'].map(name => `${name}-pub.example`),
    ])
    expect((await listed('?q=MOTIF%20c')).items.map(one => one.value)).toEqual(['c-pub.example'])
    expect((await listed('?q=%25')).items.map(one => one.value)).toEqual(['cent%@autre.example'])
    expect((await listed('?q=_')).items).toEqual([])
  })

  test('DAT-13: who blocked whom and why stands in the audit', async () => {
    const { body } = await block('domain', 'loterie.example', 'Publicité')
    await karim.call('DELETE', `/blocked-senders/${body.id}`)
    const audit = await workspace.call<{ items: object[] }>('GET', `/audit?subjectId=${body.id}`)
    expect(audit.body.items).toMatchObject([
      { type: 'sender.unblocked', actorKind: 'api_key', data: { details: { sender: 'loterie.example' } } },
      {
        type: 'sender.blocked',
        actorKind: 'api_key',
        data: { kind: 'domain', details: { sender: 'loterie.example', reason: 'Publicité' } },
      },
    ])
  })

  test('DAT-6: an erased person’s address is neither on the list nor in its audit', async () => {
    const { body } = await block('email', 'anna@loterie.example', 'Insultes')
    const thread = await mail('anna@loterie.example')
    await workspace.call('POST', `/contacts/${thread.contact.id}/erasure`, { typed: 'effacer' })
    expect((await listed()).items).toEqual([])
    const audit = await workspace.call('GET', `/audit?subjectId=${body.id}`)
    expect(JSON.stringify(audit.body)).not.toContain('anna@')
  })

  test('is for those who lead: an adviser blocks an address from its conversation, never a domain', async () => {
    const nadia = await aMember(app, workspace, 'adviser', { name: 'Nadia' })
    expect(await nadia.call('GET', '/blocked-senders')).toMatchObject({ status: 403 })
    const asked = { kind: 'domain', value: 'loterie.example' }
    expect(await nadia.call('POST', '/blocked-senders', asked)).toMatchObject({ status: 403 })
    const thread = await mail('un@loterie.example')
    await nadia.call('PUT', `/conversations/${thread.id}/spam`, { isSpam: true, blockSender: true })
    expect((await listed()).items).toMatchObject([{ value: 'un@loterie.example', by: { name: 'Nadia' } }])
  })
})

describe('domains', () => {
  test.each([
    ['Loterie.Example', 'loterie.example'],
    ['@loterie.example', 'loterie.example'],
    ['gagnant@loterie.example', 'loterie.example'],
    ['https://www.loterie.example/gagner?x=1', 'loterie.example'],
    ['www.example', 'www.example'],
    ['été.example', 'xn--t-9fab.example'],
    ['loterie.example.', 'loterie.example'],
    ['loterie', undefined],
    ['', undefined],
    ['a..b', undefined],
  ])('%s reads as %s', (text, domain) => {
    expect(normaliseDomain(text)).toBe(domain)
  })

  test('an address is under its own domain and every one above, never under one word', () => {
    expect(domainsOf('a@x.y.example')).toEqual(['x.y.example', 'y.example'])
    const label = fc.stringMatching(/^[a-z0-9]{1,8}$/)
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 5 }), labels => {
        const domains = domainsOf(`qui@${labels.join('.')}`)
        expect(domains[0]).toBe(labels.join('.'))
        expect(domains).toHaveLength(labels.length - 1)
        expect(domains.every(domain => domain.includes('.'))).toBe(true)
      }),
    )
  })

  test('a company’s own domain is not shared', () => {
    expect(['dupont-fleurs.fr', 'loterie.example', 'shop.co.uk'].map(sharesMailboxes)).toEqual([
      false,
      false,
      false,
    ])
  })
})
