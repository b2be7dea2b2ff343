import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aWorkspace, callerWith, type TestApp, testApp } from '#server/testing/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

test('an invitation really leaves by mail, and its link opens the desk', async () => {
  const workspace = await aWorkspace(app)
  const email = `nadia@${workspace.slug}.test`
  const invited = await workspace.call('POST', '/invitations', {
    email,
    name: 'Nadia Petit',
    role: 'adviser',
    language: 'fr',
    teamIds: [workspace.teamId],
  })
  expect(invited.status).toBe(201)
  await app.settle()

  const mail = await mailTo(email)
  expect(mail.subject).toBe(`Votre accès à ${workspace.slug} sur Boucle`)
  expect(mail.from?.address).toBe(workspace.address)
  const link = new URL(/http\S+/.exec(mail.text ?? '')?.[0] ?? '')
  expect(mail.html).toContain(link.href)
  expect(link.origin).toBe('http://127.0.0.1:4400')

  const anyone = callerWith(app, {})
  const token = link.pathname.split('/').at(-1)
  const accepted = await anyone('POST', `/invitation-links/${token}/acceptance`, {
    name: 'Nadia Petit',
    password: 'correct horse battery',
  })
  expect(accepted.body).toEqual({ slug: workspace.slug })
  const cookie = [accepted.headers['set-cookie']]
    .flat()
    .map(line => String(line).split(';')[0])
    .join('; ')
  const desk = callerWith(app, { cookie, 'boucle-workspace': workspace.slug })
  expect((await desk('GET', '/me')).body).toMatchObject({ member: { email, teamIds: [workspace.teamId] } })
  expect((await desk('GET', '/conversations?view=mine')).status).toBe(200)
})

async function mailTo(address: string) {
  for (const name of await readdir(app.outbox)) {
    if (!name.endsWith('.eml')) continue
    const mail = await PostalMime.parse(await readFile(join(app.outbox, name)))
    if (mail.to?.some(to => to.address === address)) return mail
  }
  throw new Error(`no mail left for ${address}`)
}
