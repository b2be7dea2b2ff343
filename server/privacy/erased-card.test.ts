import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Contact } from '#contract/contacts.ts'
import type { Import } from '#contract/imports.ts'
import { aKey, aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  app = await testApp()
  workspace = await aWorkspace(app)
})
afterAll(() => app?.close())

const codeOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { code?: string }).code,
]

async function aContact(name: string, email: string): Promise<string> {
  const made = await workspace.call<Contact>('POST', '/contacts', {
    name,
    identities: [{ kind: 'email', value: email }],
  })
  expect(made.status).toBe(201)
  return made.body.id
}

const erase = (id: string) => workspace.call('POST', `/contacts/${id}/erasure`, { typed: 'effacer' })

async function receive(from: string, text = 'Bonjour'): Promise<string> {
  const { body, status } = await workspace.call<{ conversationId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ from, to: workspace.address, subject: 'Vase', text }),
  )
  expect(status).toBe(201)
  await app.settle()
  return body.conversationId
}

test('DAT-6: nothing is written any more on the card of somebody who was erased', async () => {
  const gone = await aContact('Ondine Grelot', 'ondine@grelot.test')
  const living = await aContact('Abigail Serpe', 'abigail@serpe.test')
  expect((await erase(gone)).status).toBe(200)
  const erased = [409, 'contact.erased']
  const acts: [string, string, object][] = [
    ['POST', `/contacts/${gone}/merges`, { otherId: living, chosen: [] }],
    ['POST', `/contacts/${living}/merges`, { otherId: gone, chosen: [] }],
    ['PATCH', `/contacts/${gone}`, { name: 'Ondine' }],
    ['POST', `/contacts/${gone}/identities`, { kind: 'email', value: 'autre@grelot.test' }],
    ['PUT', `/contacts/${gone}/records/order/41`, { title: 'Commande 41' }],
    ['POST', `/contacts/${gone}/consents`, { purpose: 'marketing', given: false, source: 'appel' }],
    ['POST', '/conversations', { contactId: gone, message: { kind: 'reply', text: 'Bonjour' } }],
  ]
  for (const [method, path, body] of acts)
    expect(
      codeOf(await workspace.call(method as 'POST', path, body)),
      `${method} ${path} ${JSON.stringify(body)}`,
    ).toEqual(erased)

  const english = await workspace.call(
    'PATCH',
    `/contacts/${gone}`,
    { name: 'O' },
    {
      'accept-language': 'en',
    },
  )
  expect(JSON.stringify(english.body)).toContain('This person was erased: their card stays empty.')
  // Erased twice is refused too: whoever hangs on the card by mistake is not taken along.
  expect(codeOf(await erase(gone))).toEqual([409, 'privacy.already_erased'])
  const still = await workspace.call<Contact>('GET', `/contacts/${living}`)
  expect(still.body).toMatchObject({ id: living, name: 'Abigail Serpe' })
})

test('DAT-6: an erased address is brought back by nobody, by no door; its owner comes back by writing', async () => {
  const email = 'solange@pimprenelle.test'
  const phone = '06 11 22 33 44'
  const gone = await aContact('Solange Pimprenelle', email)
  await workspace.call('POST', `/contacts/${gone}/identities`, { kind: 'phone', value: phone })
  expect((await erase(gone)).status).toBe(200)
  const living = await aContact('Abel Ronce', 'abel@ronce.test')

  const key = await aKey(app, workspace.id, { role: 'administrator' })
  const refused = [409, 'contact.was_erased']
  for (const call of [workspace.call, key])
    for (const identity of [
      { kind: 'email', value: email.toUpperCase() },
      { kind: 'phone', value: '+33 6 11 22 33 44' },
    ]) {
      const created = await call('POST', '/contacts', { name: 'Solange', identities: [identity] })
      expect(codeOf(created), JSON.stringify(identity)).toEqual(refused)
      expect(codeOf(await call('POST', `/contacts/${living}/identities`, identity))).toEqual(refused)
    }
  // Nor do we write to them first.
  const opened = await workspace.call('POST', '/conversations', {
    to: { name: '', address: email },
    subject: 'Revenez',
    message: { kind: 'reply', text: 'Revenez' },
  })
  expect(codeOf(opened)).toEqual(refused)

  const file = `Nom;Courriel\r\nSolange;${email}\r\nAbel R.;abel@ronce.test\r\n`
  const csv = async () => {
    const chosen = await workspace.call<Import>('POST', '/imports', {
      fileName: 'clients.csv',
      content: Buffer.from(file).toString('base64'),
    })
    await workspace.call('POST', `/imports/${chosen.body.id}/start`, { mapping: chosen.body.mapping })
    await app.settle()
    return (await workspace.call<Import>('GET', `/imports/${chosen.body.id}`)).body
  }
  expect(await csv()).toMatchObject({ created: 0, updated: 1, refused: 1 })

  await receive(`Solange <${email}>`)
  const found = await workspace.call<{ items: Contact[] }>('GET', '/contacts?q=solange')
  expect(found.body.items).toMatchObject([{ name: 'Solange' }])
  expect(found.body.items[0]!.id).not.toBe(gone)
  // From now on the address is theirs again.
  expect(
    (await workspace.call('PATCH', `/contacts/${found.body.items[0]!.id}`, { name: 'Solange P.' })).status,
  ).toBe(200)
  expect(await csv()).toMatchObject({ created: 0, refused: 0 })
  expect((await erase(found.body.items[0]!.id)).status).toBe(200)
})
