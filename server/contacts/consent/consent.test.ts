import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import { type Consent, type ConsentLedger, type Contactability, purposes } from '#contract/consents.ts'
import { aWorkspace, type ContactsWorld, contactsWorld } from '../testing/world.ts'
import { contactability, type Standing } from './consent.ts'

describe('whether a person may be contacted', () => {
  const usual: Standing = { isMinor: false, isBlocked: false, lastSaid: undefined }
  const cases: [string, Partial<Standing>, Record<(typeof purposes)[number], string | null>][] = [
    [
      'who said nothing is helped, asked and read, but gets no marketing and is not recorded',
      {},
      { support: null, survey: null, marketing: 'not_given', model: null, recording: 'not_given' },
    ],
    [
      'who agreed gets it',
      { lastSaid: 'given' },
      { support: null, survey: null, marketing: null, model: null, recording: null },
    ],
    [
      'who refused gets nothing but help',
      { lastSaid: 'refused' },
      { support: null, survey: 'refused', marketing: 'refused', model: 'refused', recording: 'refused' },
    ],
    [
      'DAT-8: a minor is left out of marketing and of what models read, even having agreed',
      { isMinor: true, lastSaid: 'given' },
      { support: null, survey: null, marketing: 'minor', model: 'minor', recording: null },
    ],
    [
      'who is blocked is not sought',
      { isBlocked: true, lastSaid: 'given' },
      { support: null, survey: 'blocked', marketing: 'blocked', model: 'blocked', recording: 'blocked' },
    ],
  ]
  test.each(cases)('%s', (_, standing, expected) => {
    for (const purpose of purposes) {
      const because = expected[purpose]
      expect(contactability(purpose, { ...usual, ...standing }), purpose).toEqual({
        may: because === null,
        because,
      })
    }
  })
})

describe('the ledger', () => {
  let world: ContactsWorld
  beforeAll(async () => {
    world = await contactsWorld()
  })
  afterAll(() => world.close())

  async function anna() {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const { body } = await adviser('POST', '/contacts', { name: 'Anna' })
    const path = `/contacts/${body.id}`
    const say = (purpose: string, given: boolean, more: object = {}) =>
      adviser<Consent & Problem>('POST', `${path}/consents`, { purpose, given, source: 'phone', ...more })
    const may = async (purpose: string, channel?: string) =>
      (
        await adviser<Contactability>(
          'GET',
          `${path}/contactability?purpose=${purpose}${channel ? `&channel=${channel}` : ''}`,
        )
      ).body
    const ledger = async () => (await adviser<ConsentLedger>('GET', `${path}/consents`)).body
    return { workspace, adviser, id: body.id, say, may, ledger }
  }

  test('DAT-2: keeps who, purpose, way, wording, source and time; what is withdrawn is refused next, and its history stays', async () => {
    const { workspace, id, say, may, ledger } = await anna()
    expect(await may('marketing', 'email')).toEqual({ may: false, because: 'not_given' })
    const without = await say('marketing', true, { channel: 'email' })
    expect(without).toMatchObject({ status: 422, body: { code: 'consent.wording_needed' } })
    const given = await say('marketing', true, { channel: 'email', wordingVersion: 'lettre-2026-1' })
    expect(given.status).toBe(201)
    expect(given.body).toMatchObject({
      purpose: 'marketing',
      channel: 'email',
      given: true,
      wordingVersion: 'lettre-2026-1',
      source: 'phone',
      by: 'Karim',
      at: expect.any(String),
    })
    expect(await may('marketing', 'email')).toEqual({ may: true, because: null })
    expect(await may('marketing', 'sms')).toEqual({ may: false, because: 'not_given' })
    // To withdraw needs neither wording nor way.
    expect((await say('marketing', false)).status).toBe(201)
    expect(await may('marketing', 'email')).toEqual({ may: false, because: 'refused' })
    const { items, standing } = await ledger()
    expect(items.map(item => [item.channel, item.given])).toEqual([
      [null, false],
      ['email', true],
    ])
    expect(standing.find(one => one.purpose === 'marketing' && one.channel === 'email')).toMatchObject({
      may: false,
      because: 'refused',
      since: items[0]!.at,
    })
    expect((await workspace.events(id)).map(event => event.type)).toEqual([
      'contact.created',
      'consent.given',
      'consent.refused',
    ])
    await expect(
      world.db.inWorkspace(workspace.id, tx =>
        tx.updateTable('consent_entries').set({ given: true }).execute(),
      ),
    ).rejects.toThrow(/permission/)
  })

  test('DAT-8: the minor flag of the card stops marketing and models through the same door', async () => {
    const { adviser, id, say, may } = await anna()
    await say('marketing', true, { wordingVersion: '1' })
    expect((await may('marketing')).may).toBe(true)
    await adviser('PATCH', `/contacts/${id}`, { isMinor: true })
    expect(await may('marketing')).toEqual({ may: false, because: 'minor' })
    expect(await may('model')).toEqual({ may: false, because: 'minor' })
    expect((await may('support')).may).toBe(true)
  })

  test('is refused a moment that has not come, and a purpose that nobody registered (DAT-1)', async () => {
    const { say } = await anna()
    expect((await say('survey', false, { at: '2999-01-01T00:00:00Z' })).body.code).toBe(
      'consent.in_the_future',
    )
    expect((await say('profiling', false)).status).toBe(422)
  })

  test('follows a merge and its undoing', async () => {
    const { adviser, id, may, say } = await anna()
    const other = (await adviser('POST', '/contacts', { name: 'Anna P.' })).body
    await adviser('POST', `/contacts/${other.id}/consents`, {
      purpose: 'survey',
      given: false,
      source: 'phone',
    })
    const { body } = await adviser<{ id: string }>('POST', `/contacts/${id}/merges`, { otherId: other.id })
    expect(await may('survey')).toEqual({ may: false, because: 'refused' })
    await say('marketing', true, { wordingVersion: '1' })
    await adviser('DELETE', `/contacts/${id}/merges/${body.id}`)
    expect((await may('survey')).may).toBe(true)
    expect((await may('marketing')).may).toBe(true)
  })
})
