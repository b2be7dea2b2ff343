import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Contact } from '#contract/contacts.ts'
import type { Merge } from '#contract/merging.ts'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

/** Someone known by a number, and the same number that writes on WhatsApp. */
async function twoCards({ call }: TestWorkspace, number: string) {
  const card = async (kind: string, isVerified: boolean) => {
    const { body } = await call<Contact>('POST', '/contacts', {
      name: `Anna ${kind}`,
      identities: [{ kind, value: number }],
    })
    if (isVerified) await verify(call, body)
    return body
  }
  return { phone: await card('phone', true), whatsapp: await card('whatsapp', false) }
}

const verify = (call: TestWorkspace['call'], { id, identities }: Contact) =>
  call('PATCH', `/contacts/${id}/identities/${identities[0]!.id}`, { verified: true })

test('cards are merged by themselves only where that is wanted, and only once the number is proved on both', async () => {
  const workspace = await aWorkspace(app)
  const { call } = workspace
  const shown = async (id: string) => (await call<Contact>('GET', `/contacts/${id}`)).body.id
  const quiet = await twoCards(workspace, '06 39 98 00 21')
  await verify(call, quiet.whatsapp)
  await app.settle()
  expect(await shown(quiet.whatsapp.id)).toBe(quiet.whatsapp.id) // off unless asked for

  expect((await call('PATCH', '/workspace', { settings: { mergesVerified: true } })).status).toBe(200)
  const { phone, whatsapp } = await twoCards(workspace, '06 39 98 00 22')
  await app.settle()
  expect(await shown(whatsapp.id)).toBe(whatsapp.id) // the number is proved on one alone
  await verify(call, whatsapp)
  await app.settle()
  expect(await shown(whatsapp.id)).toBe(phone.id) // the older card stays

  const merges = await call<{ items: Merge[] }>('GET', `/contacts/${phone.id}/merges`)
  expect(merges.body.items).toMatchObject([{ because: 'verified', by: null, from: { id: whatsapp.id } }])
  await call('DELETE', `/contacts/${phone.id}/merges/${merges.body.items[0]!.id}`)
  await call('PATCH', `/contacts/${whatsapp.id}`, { isVip: true })
  await app.settle()
  expect(await shown(whatsapp.id)).toBe(whatsapp.id) // what a person undid is not done again
})
