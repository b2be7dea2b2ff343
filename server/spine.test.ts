import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, aMember, aWorkspace, callerWith, type TestApp, testApp } from './testing/app.ts'

let app: TestApp
let now = new Date('2026-03-10T09:00:00Z') // a Tuesday, ten o'clock in Paris

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
afterAll(() => app.close())

interface Items<T> {
  items: T[]
}

async function mailsTo(address: string) {
  const names = (await readdir(app.outbox)).filter(name => name.endsWith('.eml'))
  const mails = await Promise.all(
    names.map(async name => PostalMime.parse(await readFile(join(app.outbox, name)))),
  )
  return mails.filter(mail => mail.to?.some(to => to.address === address))
}

test('A8 A15 A7: a customer writes by e-mail, an adviser answers, a survey follows, a bad answer opens a recovery', async () => {
  const workspace = await aWorkspace(app)
  const supervisor = await aMember(app, workspace, 'supervisor', {
    name: 'Nora Benali',
    teamIds: [workspace.teamId],
  })
  const adviser = await aMember(app, workspace, 'adviser', {
    name: 'Léa Martin',
    teamIds: [workspace.teamId],
  })

  // In
  const customer = `${workspace.slug}@mail.test`
  const mail = aMail({ to: workspace.address, from: `Anna Pereira <${customer}>` })
  const receipt = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, mail)
  expect(receipt.body, JSON.stringify(receipt.body)).toMatchObject({ state: 'parsed' })
  const { conversationId } = receipt.body as { conversationId: string }
  const unassigned = await adviser.call<Items<{ id: string; contact: { name: string } }>>(
    'GET',
    '/conversations?view=unassigned',
  )
  expect(unassigned.body.items.map(item => item.contact.name)).toEqual(['Anna Pereira'])

  // Acknowledged once, with the reference and the true delay (E33: 48 h), marked automatic
  await app.settle()
  const [acknowledgement, ...others] = await mailsTo(customer)
  expect(others).toEqual([])
  expect(acknowledgement!.headers).toContainEqual(
    expect.objectContaining({ key: 'auto-submitted', value: 'auto-replied' }),
  )
  expect(acknowledgement!.text).toContain('jeudi 12 mars à 10\u00a0h\u00a000')

  // Out, signed by a person (E50), in the thread of the customer's mail client
  const answer = await adviser.call('POST', `/conversations/${conversationId}/messages`, {
    text: 'Bonjour Anna,\n\nJ’appelle le magasin tout de suite.',
    afterwards: 'close',
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  now = new Date(now.getTime() + 11_000)
  await app.settle()
  const reply = (await mailsTo(customer)).find(one => one.text?.includes('J’appelle le magasin'))!
  expect(reply.from?.name).toContain('Léa Martin')
  expect(reply.text).toContain('Léa Martin')
  expect(reply.subject).toBe('Re: Bouquet non reçu')
  expect(reply.inReplyTo).toBe(/Message-ID: (.+)\r/.exec(mail.toString())![1])
  expect(reply.text).toContain('> Le bouquet commandé pour aujourd’hui')

  // Survey: fixed to who answered; a GET counts nothing
  const survey = (await mailsTo(customer)).find(one => one.text?.includes('/s/'))!
  expect(survey, 'a survey mail left').toBeDefined()
  const link = new URL(/https?:\/\/\S+\/s\/[^\s?]+\?score=2/.exec(survey.text!)![0])
  const page = await app.http.inject({ method: 'GET', url: link.pathname + link.search })
  expect(page.statusCode).toBe(200)
  const recoveries = () =>
    adviser.call<
      Items<{ id: string; score: number; owner: { id: string }; dueAt: string; conversationId: string }>
    >('GET', '/recoveries')
  await app.settle()
  expect((await recoveries()).body.items).toEqual([])

  // A bad answer: it shows in the conversation, and opens a recovery with an owner and a deadline in open hours
  const posted = await app.http.inject({
    method: 'POST',
    url: link.pathname,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'score=2&comment=Deux+jours+de+retard',
  })
  expect(posted.statusCode, posted.body).toBeLessThan(400)
  await app.settle()
  const detail = await adviser.call('GET', `/conversations/${conversationId}`)
  expect(detail.body).toMatchObject({
    status: 'closed',
    survey: { score: 2, comment: 'Deux jours de retard' },
  })
  const { items } = (await recoveries()).body
  expect(items).toMatchObject([{ score: 2, owner: { id: supervisor.id }, conversationId }])
  expect(new Date(items[0]!.dueAt).getTime()).toBeGreaterThan(now.getTime())

  // Told and closed
  const closed = await supervisor.call('PUT', `/recoveries/${items[0]!.id}/outcome`, {
    outcome: 'goodwill',
    note: 'Bouquet renvoyé',
    customerTold: { how: 'phone' },
  })
  expect(closed.body, JSON.stringify(closed.body)).toMatchObject({
    state: 'repaired',
    customerToldHow: 'phone',
  })

  // The customer's answer to the mail lands in the same conversation, by its address alone
  const back = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({
      from: `Anna Pereira <${customer}>`,
      to: reply.replyTo![0]!.address!,
      subject: 'Merci',
      text: 'Merci beaucoup, il est arrivé.',
    }),
  )
  expect(back.body.conversationId).toBe(conversationId)

  // Everything of it is on her timeline (A8), and in the feed, without a gap
  const { contact } = detail.body as { contact: { id: string } }
  const timeline = await adviser.call<Items<{ kind: string }>>(
    'GET',
    `/contacts/${contact.id}/timeline?limit=100`,
  )
  expect(timeline.body.items.map(entry => entry.kind)).toEqual(
    expect.arrayContaining(['conversation', 'message', 'survey', 'recovery']),
  )
  const { rows } = {
    rows: await app.ground.db.system
      .selectFrom('feed')
      .select('seq')
      .where('workspace_id', '=', workspace.id)
      .orderBy('seq')
      .execute(),
  }
  expect(rows.map(row => row.seq)).toEqual(rows.map((_row, index) => index + 1))
})

test('nobody gets in without signing in, and an unknown address answers in the caller’s language', async () => {
  const stranger = callerWith(app, {})
  const refused = await stranger('GET', '/conversations', undefined, { 'accept-language': 'en' })
  expect(refused.status).toBe(401)
  expect(refused.headers['content-type']).toContain('application/problem+json')
  expect(refused.body).toMatchObject({ code: 'request.sign_in', title: 'Sign in first.' })
  expect((await stranger('GET', '/nowhere', undefined, { 'accept-language': 'fr' })).body).toMatchObject({
    status: 404,
    title: 'Il n’y a rien à cette adresse.',
  })
})
