import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, aMember, aWorkspace, type TestApp, testApp } from './testing/app.ts'

let app: TestApp

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

interface Items<T> {
  items: T[]
}

test('A8 A15: a customer writes by e-mail, an adviser answers, a survey follows, a bad answer opens a recovery', async () => {
  const workspace = await aWorkspace(app)
  const supervisor = await aMember(app, workspace, 'supervisor', {
    name: 'Nora Benali',
    teamIds: [workspace.teamId],
  })
  const adviser = await aMember(app, workspace, 'adviser', {
    name: 'Léa Martin',
    teamIds: [workspace.teamId],
  })

  const receipt = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address }),
  )
  expect(receipt.status, JSON.stringify(receipt.body)).toBe(201)
  expect(receipt.body.state, JSON.stringify(receipt.body)).toBe('parsed')
  const { conversationId } = receipt.body as { conversationId: string }

  const unassigned = await adviser.call<Items<{ id: string; contact: { name: string } }>>(
    'GET',
    '/conversations?view=unassigned',
  )
  expect(unassigned.body.items.map(item => item.contact.name)).toEqual(['Anna Pereira'])

  const answer = await adviser.call('POST', `/conversations/${conversationId}/messages`, {
    text: 'Bonjour Anna,\n\nJ’appelle le magasin tout de suite.',
    afterwards: 'close',
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  expect(answer.body.deliveryStatus).toBe('queued')

  const closed = await adviser.call('GET', `/conversations/${conversationId}`)
  expect(closed.body).toMatchObject({ status: 'closed', assignee: { id: adviser.id } })
  await app.settle()
  const mails = await Promise.all(
    (await readdir(app.outbox)).map(name => readFile(join(app.outbox, name), 'utf8')),
  )
  expect(mails.filter(mail => mail.includes('Auto-Submitted: auto-replied'))).toHaveLength(1)
  expect(supervisor.id).toBeTruthy()
})
