import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import type { Contact, ExternalRecord } from '#contract/contacts.ts'
import { aWorkspace, type ContactsWorld, contactsWorld } from './testing/world.ts'
import type { TimelineEntry } from './timeline.ts'

interface Page<Item> {
  items: Item[]
  next: string | null
}

let world: ContactsWorld
beforeAll(async () => {
  world = await contactsWorld()
})
afterAll(() => world.close())

/** Anna has one request with the partner's team and one elsewhere; Paul has none with it. */
async function scene(fields?: string[]) {
  const workspace = await aWorkspace(world)
  const administrator = await workspace.member('administrator')
  const [team, other] = [await workspace.team(), await workspace.team()]
  const partner = await workspace.member('partner', { teamIds: [team], ...(fields && { fields }) })
  const collaborator = await workspace.member('collaborator')
  await administrator('POST', '/attributes', {
    subject: 'contact',
    key: 'size',
    labelFr: 'Taille',
    labelEn: 'Size',
    type: 'text',
  })
  await administrator('POST', '/attributes', {
    subject: 'contact',
    key: 'margin',
    labelFr: 'Marge',
    labelEn: 'Margin',
    type: 'number',
  })
  const anna = await administrator('POST', '/contacts', {
    name: 'Anna Petit',
    firstName: 'Anna',
    lastName: 'Petit',
    language: 'fr',
    stage: 'customer',
    isVip: true,
    preferredChannel: 'phone',
    blocked: true,
    attributes: { size: 'M', margin: 12 },
    identities: [
      { kind: 'phone', value: '06 12 34 56 78' },
      { kind: 'email', value: 'anna@dupont.fr' },
    ],
  })
  const paul = await administrator('POST', '/contacts', {
    name: 'Paul Grand',
    identities: [{ kind: 'email', value: 'paul@dupont.fr' }],
  })
  const shared = await workspace.conversation(anna.body.id, { teamId: team, subject: 'Avec le prestataire' })
  const hidden = await workspace.conversation(anna.body.id, { teamId: other, subject: 'Confidentiel' })
  await workspace.conversation(paul.body.id, { teamId: other })
  await administrator('PUT', `/contacts/${anna.body.id}/records/order/1042`, { title: 'Pivoines' })
  return {
    workspace,
    administrator,
    partner,
    collaborator,
    anna: anna.body,
    paul: paul.body,
    shared,
    hidden,
  }
}

describe("a partner's adviser", () => {
  test('sees of the persons of their teams’ conversations the fields of their contract, and nothing else', async () => {
    const { partner, anna } = await scene()
    const { status, body } = await partner('GET', `/contacts/${anna.id}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      ...anna,
      company: null,
      stage: null,
      stageSince: null,
      isVip: false,
      preferredChannel: null,
      attributes: {},
      blockedAt: null,
      lastContactAt: null,
      openConversations: 1,
      archivedAt: null,
      identities: anna.identities.map(identity => ({
        ...identity,
        value: identity.kind === 'phone' ? '•••• 78' : '••••',
        shown: identity.kind === 'phone' ? '•••• 78' : '••••',
      })),
    })
    // Nothing of what is hidden, anywhere in the answer.
    expect(JSON.stringify(body)).not.toMatch(/dupont|612345678|customer|"M"|margin/)
  })

  test('sees a field once their contract has it, attributes one by one too', async () => {
    const { partner, anna } = await scene(['stage', 'company', 'identities', 'attributes.size', 'records'])
    const { body } = await partner('GET', `/contacts/${anna.id}`)
    expect(body).toMatchObject({
      name: '',
      firstName: null,
      language: null,
      stage: 'customer',
      stageSince: anna.stageSince,
      company: anna.company,
      attributes: { size: 'M' },
      identities: anna.identities,
    })
    expect(body.attributes).not.toHaveProperty('margin')
    const records = await partner<{ items: ExternalRecord[] }>('GET', `/contacts/${anna.id}/records`)
    expect(records.body.items).toHaveLength(1)
  })

  test('does not find the others, by any way', async () => {
    const { partner, anna, paul } = await scene()
    for (const path of ['', '/timeline', '/records'])
      expect((await partner('GET', `/contacts/${paul.id}${path}`)).status).toBe(404)
    const all = await partner<Page<Contact>>('GET', '/contacts')
    expect(all.body.items.map(contact => contact.id)).toEqual([anna.id])
    const found = await partner<Page<Contact>>('GET', '/contacts?q=petit')
    expect(found.body.items.map(contact => contact.id)).toEqual([anna.id])
    for (const q of ['grand', 'dupont', 'anna%40dupont.fr', '0612345678', '5678'])
      expect((await partner<Page<Contact>>('GET', `/contacts?q=${q}`)).body.items).toEqual([])
    expect((await partner<Page<unknown>>('GET', `/companies`)).body.items).toEqual([])
    expect((await partner('GET', `/companies/${anna.company!.id}`)).status).toBe(404)
    const records = await partner<{ items: ExternalRecord[] }>('GET', `/contacts/${anna.id}/records`)
    expect(records.body.items).toEqual([])
  })

  test('may not ask about a field they do not see: the answer would tell it', async () => {
    const { partner, anna } = await scene()
    for (const filter of [
      'stage=customer',
      'vip=true',
      `companyId=${anna.company!.id}`,
      'identity=0612345678',
    ])
      expect(await partner<Problem>('GET', `/contacts?${filter}`)).toMatchObject({
        status: 403,
        body: { code: 'contact.field_hidden' },
      })
    const { partner: blind } = await scene(['language'])
    expect((await blind<Problem>('GET', '/contacts?q=anna')).body.code).toBe('contact.field_hidden')
    // Not even in the cursor of a list that would be in the order of hidden names.
    const page = await blind<Page<Contact>>('GET', '/contacts?limit=1')
    expect(Buffer.from(page.body.next ?? '', 'base64url').toString()).not.toMatch(/anna/i)
    expect(page.body.items).toHaveLength(1)
  })

  test('does not see an address that stands in for a name, nor finds or sorts by it', async () => {
    const { workspace, partner, administrator, anna } = await scene()
    const nameless = await administrator('POST', '/contacts', {
      name: 'marie@dupont.fr',
      identities: [{ kind: 'email', value: 'marie@dupont.fr' }],
    })
    const team = world.callers.get(partner.bearer)!.teamIds[0]!
    const { messageId } = await workspace.conversation(nameless.body.id, { teamId: team })
    await world.db.system
      .updateTable('messages')
      .set({ from_address: 'marie@dupont.fr' })
      .where('id', '=', messageId)
      .execute()
    expect((await partner('GET', `/contacts/${nameless.body.id}`)).body.name).toBe('••••')
    expect((await partner<Page<Contact>>('GET', '/contacts?q=marie')).body.items).toEqual([])
    const first = await partner<Page<Contact>>('GET', '/contacts?limit=1')
    expect(Buffer.from(first.body.next!, 'base64url').toString()).not.toMatch(/marie/)
    const second = await partner<Page<Contact>>('GET', `/contacts?limit=1&cursor=${first.body.next}`)
    expect([first, second].map(page => page.body.items[0]!.id)).toEqual([nameless.body.id, anna.id])
    const timeline = await partner<Page<TimelineEntry>>('GET', `/contacts/${nameless.body.id}/timeline`)
    expect(JSON.stringify(timeline.body)).not.toMatch(/marie/)
  })

  test('reads the timeline of their own conversations only', async () => {
    const { partner, administrator, anna, shared } = await scene()
    const { body } = await partner<Page<TimelineEntry>>('GET', `/contacts/${anna.id}/timeline`)
    expect(new Set(body.items.map(entry => entry.conversationId))).toEqual(new Set([shared.id]))
    expect(JSON.stringify(body)).not.toMatch(/Confidentiel|Pivoines/)
    const whole = await administrator<Page<TimelineEntry>>('GET', `/contacts/${anna.id}/timeline`)
    expect(JSON.stringify(whole.body)).toMatch(/Confidentiel.*Pivoines|Pivoines.*Confidentiel/)
  })

  test('changes nothing', async () => {
    const { partner, anna } = await scene()
    const attempts = [
      partner('PATCH', `/contacts/${anna.id}`, { name: 'X' }),
      partner('POST', '/contacts', { name: 'X' }),
      partner('POST', `/contacts/${anna.id}/identities`, { kind: 'email', value: 'x@x.fr' }),
      partner('PUT', `/contacts/${anna.id}/records/order/1`, { title: 'X' }),
    ]
    for (const attempt of await Promise.all(attempts)) expect(attempt.status).toBe(403)
  })

  test('without a team sees nobody', async () => {
    const { workspace, anna } = await scene()
    const lone = await workspace.member('partner', { teamIds: [] })
    expect((await lone<Page<Contact>>('GET', '/contacts')).body.items).toEqual([])
    expect((await lone('GET', `/contacts/${anna.id}`)).status).toBe(404)
  })
})

describe('a collaborator', () => {
  test('sees the whole card of a person once a conversation is shared with them, not before', async () => {
    const { workspace, collaborator, anna, paul, hidden } = await scene()
    expect((await collaborator('GET', `/contacts/${anna.id}`)).status).toBe(404)
    expect((await collaborator<Page<Contact>>('GET', '/contacts')).body.items).toEqual([])
    await workspace.share(hidden.id, collaborator.memberId)
    const { body } = await collaborator('GET', `/contacts/${anna.id}`)
    expect(body).toEqual({ ...anna, openConversations: 1 })
    expect((await collaborator('GET', `/contacts/${paul.id}`)).status).toBe(404)
    const list = await collaborator<Page<Contact>>('GET', '/contacts?q=0612345678')
    expect(list.body.items.map(contact => contact.id)).toEqual([anna.id])
    const companies = await collaborator<Page<{ contactCount: number }>>('GET', '/companies')
    expect(companies.body.items).toMatchObject([{ contactCount: 1 }])
    const timeline = await collaborator<Page<TimelineEntry>>('GET', `/contacts/${anna.id}/timeline`)
    const seen = new Set(timeline.body.items.map(entry => entry.conversationId))
    expect(seen.has(hidden.id)).toBe(true)
    expect(JSON.stringify(timeline.body)).not.toMatch(/Avec le prestataire/)
  })
})

test('who sees everything sees every conversation counted', async () => {
  const { administrator, anna } = await scene()
  expect((await administrator('GET', `/contacts/${anna.id}`)).body.openConversations).toBe(2)
})
