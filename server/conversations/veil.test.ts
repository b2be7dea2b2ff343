import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Draft, Message } from '#contract/conversations.ts'
import { aMail, aMember, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'

let app: TestApp
let now = new Date('2026-03-10T09:00:00Z')
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
afterAll(() => app.close())

/** A customer who copied a friend, in the queue of a partner that sees these fields of its contacts. */
async function aThread({ visibleFields = ['name', 'language'] } = {}) {
  const workspace = await aWorkspace(app)
  const partner = await aMember(app, workspace, 'partner', { teamIds: [workspace.teamId], visibleFields })
  const anna = `anna.${workspace.slug}@mail.test`
  const luc = `luc.${workspace.slug}@mail.test`
  const mail = aMail({
    to: workspace.address,
    from: `Anna Pereira <${anna}>`,
    headers: { Cc: `Luc <${luc}>` },
  })
  const receipt = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, mail)
  const { conversationId } = receipt.body as { conversationId: string }
  const path = `/conversations/${conversationId}`
  const messages = async () =>
    (await partner.call<{ items: Message[] }>('GET', `${path}/messages`)).body.items
  return { workspace, partner, anna, luc, path, messages }
}

test('D10: a partner’s adviser reads no address that its contract hides, and our own stays readable', async () => {
  const { workspace, partner, anna, luc, path, messages } = await aThread()
  const [message] = await messages()
  expect(message).toMatchObject({
    author: { name: 'Anna Pereira' },
    from: { name: 'Anna Pereira', address: '•••• 1' },
    to: [{ address: workspace.address }],
    cc: [{ name: 'Luc', address: '•••• 2' }],
  })
  for (const read of [path, `${path}/messages`, '/conversations', `/contacts`]) {
    const { body } = await partner.call('GET', read)
    expect(JSON.stringify(body)).not.toContain(anna)
    expect(JSON.stringify(body)).not.toContain(luc)
  }
})

test('D10: what they answer reaches the true addresses all the same', async () => {
  const { partner, anna, luc, path, messages } = await aThread()
  const [message] = await messages()
  const body = { text: 'Je m’en occupe', to: [message!.from], cc: message!.cc }
  const sent = await partner.call<Message>('POST', `${path}/messages`, body)
  expect(sent.status).toBe(201)
  expect(sent.body).toMatchObject({ to: [{ address: '•••• 1' }], cc: [{ address: '•••• 2' }] })
  now = new Date(now.getTime() + 11_000)
  await app.settle()
  const names = (await readdir(app.outbox)).filter(name => name.endsWith('.eml'))
  const mails = await Promise.all(
    names.map(async name => PostalMime.parse(await readFile(join(app.outbox, name)))),
  )
  const reply = mails.find(
    mail => mail.to?.some(to => to.address === anna) && mail.text?.startsWith('Je m’en occupe'),
  )
  expect(reply?.cc).toMatchObject([{ address: luc }])
})

test('D10: a card names its address by a mask alone: the customer’s usual one is meant', async () => {
  const { partner, anna, path } = await aThread()
  const body = { text: 'Bonjour', to: [{ name: 'Anna', address: '••••' }] }
  const sent = await partner.call<Message>('POST', `${path}/messages`, body)
  expect(sent.body.to).toMatchObject([{ address: '•••• 1' }])
  const stored = await app.ground.db.system
    .selectFrom('messages')
    .select('to_addresses')
    .where('id', '=', sent.body.id)
    .executeTakeFirstOrThrow()
  expect(stored.to_addresses).toMatchObject([{ address: anna }])
})

test('D10: a reply taken back is a draft to the same people, and tells no address on the way', async () => {
  const { partner, anna, path, messages } = await aThread()
  const [message] = await messages()
  const body = { text: 'Trop tôt', to: [message!.from] }
  const sent = await partner.call<Message>('POST', `${path}/messages`, body)
  const undone = await partner.call('POST', `${path}/messages/${sent.body.id}/cancellation`)
  expect(undone.status).toBe(200)
  expect(JSON.stringify(undone.body)).not.toContain(anna)
  const draft = await app.ground.db.system
    .selectFrom('drafts')
    .select('body')
    .where('member_id', '=', partner.id)
    .executeTakeFirstOrThrow()
  expect(draft.body as Draft['body']).toMatchObject({ text: 'Trop tôt', to: [{ address: anna }] })
})

test('D10: where the contract shows addresses, or hides even the name, so does the thread', async () => {
  const open = await aThread({ visibleFields: ['name', 'identities'] })
  expect((await open.messages())[0]).toMatchObject({ from: { name: 'Anna Pereira', address: open.anna } })
  const closed = await aThread({ visibleFields: [] })
  expect((await closed.messages())[0]).toMatchObject({
    author: { name: '' },
    from: { name: null, address: '•••• 1' },
    cc: [{ name: '', address: '•••• 2' }],
  })
  const { body } = await closed.partner.call<{ contact: { name: string } }>('GET', closed.path)
  expect(body.contact).toMatchObject({ name: '', isVip: false })
  expect((await closed.partner.call('GET', `/conversations?company=${closed.workspace.id}`)).status).toBe(403)
})
