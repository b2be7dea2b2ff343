import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RightsRequest } from '#contract/privacy.ts'
import type { OwnDatabase } from '#server/platform/testing/postgres.ts'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let now = new Date('2027-01-31T10:00:00Z')
let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let contactId: string
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
  await app.ground.db.pools.system.query(`select ensure_partitions('2027-01-01', '2027-06-01')`)
  workspace = await aWorkspace(app)
  await aMember(app, workspace, 'administrator')
  const { body } = await workspace.call<{ id: string }>('POST', '/contacts', { name: 'Anna' })
  contactId = body.id
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const open = async (kind: RightsRequest['kind'] = 'access', { id } = { id: contactId }) =>
  (await workspace.call<RightsRequest>('POST', `/contacts/${id}/rights-requests`, { kind })).body

interface Somebody {
  id: string
  address: string
}

/** A person with an address, who reads a language. */
async function somebody(name: string, language: 'fr' | 'en'): Promise<Somebody> {
  const address = `${name.normalize('NFD').replaceAll(/\W/g, '').toLowerCase()}@person.test`
  const { body } = await workspace.call<{ id: string }>('POST', '/contacts', {
    ...{ name, language, identities: [{ kind: 'email', value: address }] },
  })
  return { id: body.id, address }
}

const mailsTo = ({ address }: Somebody) =>
  app.ground.db.system
    .selectFrom('deliveries')
    .select('mail')
    .where('workspace_id', '=', workspace.id)
    .where('purpose', '=', 'rights')
    .where(eb => eb(eb.val(address), '=', eb.fn.any('recipients')))
    .execute()

async function toldTo(person: Somebody): Promise<{ subject: string; text: string }> {
  const mails = await mailsTo(person)
  expect(mails).toHaveLength(1)
  return mails[0]!.mail as unknown as { subject: string; text: string }
}

test('DAT-3: a request of 31 January is due on 28 February, and may be extended once, before, with a reason', async () => {
  now = new Date('2027-01-31T10:00:00Z')
  const request = await open()
  expect(request).toMatchObject({ receivedOn: '2027-01-31', dueOn: '2027-02-28', daysLeft: 28 })
  const extend = (id: string, reason = 'Dossier complexe.') =>
    workspace.call<RightsRequest>('PUT', `/rights-requests/${id}/extension`, { reason })
  expect((await extend(request.id, '')).status).toBe(422)
  const extended = await extend(request.id)
  expect(extended.body).toMatchObject({ dueOn: '2027-04-30', extensionReason: 'Dossier complexe.' })
  expect((await extend(request.id)).body).toMatchObject({ code: 'privacy.already_extended' })

  const late = await open('erasure')
  now = new Date('2027-03-01T10:00:00Z')
  const refused = await extend(late.id)
  expect(refused.status).toBe(409)
  expect(refused.body).toMatchObject({ code: 'privacy.extension_late' })
})

test('DAT-3: an extension and its reason are told to the person, in their language, with the new date', async () => {
  now = new Date('2027-02-01T10:00:00Z')
  const ines = await somebody('Inès', 'fr')
  const request = await open('access', ines)
  expect(request).toMatchObject({ tellTo: ines.address, extendableTo: '2027-05-01' })
  const { body } = await workspace.call<RightsRequest>('PUT', `/rights-requests/${request.id}/extension`, {
    reason: 'Vos échanges tiennent sur dix ans.',
  })
  expect(body).toMatchObject({ extensionTold: true, extendableTo: null })
  const mail = await toldTo(ines)
  expect(mail.text).toContain('1er mai 2027')
  expect(mail.text).toContain('Vos échanges tiennent sur dix ans.')
  await workspace.call('PUT', `/rights-requests/${request.id}/decision`, { decision: 'withdrawn' })
})

test('DAT-3: a refusal has a ground of its kind and a reason, and the person reads both with the ways of appeal', async () => {
  const bob = await somebody('Bob', 'en')
  const request = await open('objection', bob)
  expect(request.grounds).toContain('overriding')
  expect(request.grounds).not.toContain('accurate')
  const decide = (body: object) =>
    workspace.call<RightsRequest>('PUT', `/rights-requests/${request.id}/decision`, body)
  const reason = 'Your order is being disputed.'
  for (const lacking of [
    { decision: 'refused', reason },
    { decision: 'refused', refusalGround: 'claims' },
    { decision: 'refused', refusalGround: 'accurate', reason },
  ])
    expect((await decide(lacking)).status).toBe(422)
  expect((await decide({ decision: 'refused', refusalGround: 'claims', reason })).body).toMatchObject({
    decision: 'refused',
    refusalGround: 'claims',
    decisionTold: true,
  })
  const mail = await toldTo(bob)
  expect(mail.text).toContain('legal claims')
  expect(mail.text).toContain(reason)
  expect(mail.text).toContain('CNIL')
  expect((await decide({ decision: 'granted' })).status).toBe(409)
  const { body } = await workspace.call<{ items: RightsRequest[] }>('GET', '/rights-requests?open=true')
  expect(body.items.map(({ id }) => id)).not.toContain(request.id)
  const own = await workspace.call<{ items: RightsRequest[] }>('GET', `/rights-requests?contact=${bob.id}`)
  expect(own.body.items.map(({ id }) => id)).toEqual([request.id])
})

test('DAT-4: a doubt asks the known address to confirm, never for a document; until then nothing is granted or erased', async () => {
  const eve = await somebody('Ève', 'fr')
  const request = await open('erasure', eve)
  const doubt = () =>
    workspace.call<RightsRequest>('PUT', `/rights-requests/${request.id}/identity-doubt`, {
      reason: 'Écrit d’une adresse inconnue.',
    })
  const doubted = await doubt()
  expect(doubted.body).toMatchObject({ doubtTold: true, dueOn: request.dueOn })
  expect((await doubt()).body).toMatchObject({ code: 'privacy.already_doubted' })
  const mail = await toldTo(eve)
  expect(mail.text).toContain('Aucune pièce d’identité n’est nécessaire')
  expect(mail.text).not.toContain('adresse inconnue')
  const grant = () =>
    workspace.call('PUT', `/rights-requests/${request.id}/decision`, { decision: 'granted' })
  const erase = () => workspace.call('POST', `/contacts/${eve.id}/erasure`, { typed: 'effacer' })
  expect((await grant()).body).toMatchObject({ code: 'privacy.identity_doubted' })
  expect((await erase()).body).toMatchObject({ code: 'privacy.identity_doubted' })
  const confirmed = await workspace.call<RightsRequest>(
    'DELETE',
    `/rights-requests/${request.id}/identity-doubt`,
  )
  expect(confirmed.body.identityConfirmedAt).not.toBeNull()
  expect((await erase()).status).toBe(200)
  const { body } = await workspace.call<{ items: RightsRequest[] }>('GET', '/rights-requests')
  expect(body.items.find(({ id }) => id === request.id)).toMatchObject({
    isErased: true,
    contact: { name: '' },
    tellTo: null,
    decision: 'granted',
    doubtReason: null,
  })
})

test('DAT-3: somebody without an address is told by us, and what they withdraw is not told at all', async () => {
  const request = await open('rectification')
  expect(request.tellTo).toBeNull()
  const { body } = await workspace.call<RightsRequest>('PUT', `/rights-requests/${request.id}/decision`, {
    decision: 'granted',
    reason: 'Nom corrigé.',
  })
  expect(body).toMatchObject({ decision: 'granted', decisionTold: false })
  const lea = await somebody('Léa', 'fr')
  const other = await open('access', lea)
  await workspace.call('PUT', `/rights-requests/${other.id}/decision`, { decision: 'withdrawn' })
  expect(await mailsTo(lea)).toEqual([])
})

test('DAT-3: two refusals at once tell the person once', async () => {
  const zoe = await somebody('Zoé', 'fr')
  const request = await open('access', zoe)
  const both = await Promise.all(
    ['others', 'excessive'].map(refusalGround =>
      workspace.call('PUT', `/rights-requests/${request.id}/decision`, {
        ...{ decision: 'refused', refusalGround, reason: 'Voir ci-dessous.' },
      }),
    ),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await mailsTo(zoe)).toHaveLength(1)
})

test('DAT-3: administrators are told 15, 7 and 2 days before, each once', async () => {
  now = new Date('2027-04-01T10:00:00Z')
  const { dueOn } = await open('portability')
  expect(dueOn).toBe('2027-05-01')
  const told = async (day: string) => {
    now = new Date(`${day}T10:00:00Z`)
    return app.privacy.remind()
  }
  await told('2027-04-15') // the others of this file
  expect(await told('2027-04-15')).toBe(0)
  expect(await told('2027-04-16')).toBe(1)
  expect(await told('2027-04-17')).toBe(0)
  expect(await told('2027-04-24')).toBeGreaterThanOrEqual(1)
  expect(await told('2027-04-24')).toBe(0)
  expect(await told('2027-04-29')).toBeGreaterThanOrEqual(1)
  expect(await told('2027-04-30')).toBeLessThanOrEqual(1)
  const mails = await app.ground.db.system
    .selectFrom('deliveries')
    .select('subject')
    .where('workspace_id', '=', workspace.id)
    .where('purpose', '=', 'notice')
    .execute()
  expect(mails.some(({ subject }) => subject.includes('1er mai 2027'))).toBe(true)
})

test('DAT-3 DAT-2: an objection that is granted ends offers, surveys and analysis from then on, on the card and by mail', async () => {
  const olga = await somebody('Olga', 'fr')
  const may = async (purpose: string) =>
    (
      await workspace.call<{ may: boolean; because: string | null }>(
        'GET',
        `/contacts/${olga.id}/contactability?purpose=${purpose}&channel=email`,
      )
    ).body
  await workspace.call('POST', `/contacts/${olga.id}/consents`, {
    ...{ purpose: 'marketing', given: true, wordingVersion: 'lettre 1', source: 'form' },
  })
  await workspace.call('POST', `/contacts/${olga.id}/consents`, {
    ...{ purpose: 'marketing', given: true, wordingVersion: 'lettre 1', source: 'phone', channel: 'email' },
  })
  const decide = async (decision: object) => {
    const { id } = await open('objection', olga)
    return workspace.call<RightsRequest>('PUT', `/rights-requests/${id}/decision`, decision)
  }
  await decide({ decision: 'withdrawn' })
  for (const purpose of ['marketing', 'survey', 'model'])
    expect(await may(purpose), purpose).toEqual({ may: true, because: null })

  expect((await decide({ decision: 'granted' })).status).toBe(200)
  for (const purpose of ['marketing', 'survey', 'model'])
    expect(await may(purpose), purpose).toEqual({ may: false, because: 'refused' })
  expect(await may('support')).toEqual({ may: true, because: null })
  const { body: ledger } = await workspace.call<{ items: { purpose: string; source: string }[] }>(
    'GET',
    `/contacts/${olga.id}/consents`,
  )
  expect(
    ledger.items
      .filter(({ source }) => source === 'objection')
      .map(({ purpose }) => purpose)
      .sort(),
  ).toEqual(['marketing', 'model', 'survey'])
  expect((await toldTo(olga)).text).toContain('vous ne recevez plus nos offres')
})

test('DAT-3: a request received more than a year ago is refused with a sentence', async () => {
  now = new Date('2027-02-10T10:00:00Z')
  const receivedOn = (day: string) =>
    workspace.call('POST', `/contacts/${contactId}/rights-requests`, { kind: 'access', receivedOn: day })
  const refused = await receivedOn('1990-01-31')
  expect([refused.status, refused.body.code]).toEqual([422, 'privacy.received_long_ago'])
  expect((await receivedOn('2026-02-09')).status).toBe(422)
  const late = await receivedOn('2026-02-10')
  expect(late.status).toBe(201)
  await workspace.call('PUT', `/rights-requests/${late.body.id}/decision`, { decision: 'withdrawn' })
})
