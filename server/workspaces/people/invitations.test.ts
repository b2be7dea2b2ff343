import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isExpected } from '../index.ts'
import { aMailAddress } from '../sign-in/testing/app.ts'
import {
  aPerson,
  aWorkspace,
  cookiesOf,
  eventsOf,
  expectProblem,
  type Person,
  type TestWorkspace,
  type World,
  workspacesApp,
} from '../testing/app.ts'

const password = 'correct horse battery'
let world: World
let shop: TestWorkspace
let boss: Person
beforeAll(async () => {
  world = await workspacesApp()
})
beforeEach(async () => {
  world.clock.at = undefined
  shop = await aWorkspace(world)
  boss = await aPerson(world, shop, { role: 'administrator', name: 'Élodie Marchand' })
})
afterAll(() => world.close())

async function invite(more: Record<string, unknown> = {}, by = boss) {
  const email = aMailAddress()
  const wanted = { email, name: 'Nadia', role: 'adviser', language: 'fr', ...more }
  const answer = await by.call('POST', '/invitations', wanted)
  const mail = world.mails.at(-1)
  const token = /\/invitation\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? ''
  return { answer, email: String(wanted.email), mail: mail!, token, id: String(answer.body.id) }
}
const see = (token: string) => world.anyone('GET', `/invitation-links/${token}`)
const accept = (token: string, body: object = { name: 'Nadia Petit', password }, cookie?: string) =>
  world.anyone('POST', `/invitation-links/${token}/acceptance`, body, cookie ? { cookie } : {})

describe('inviting', () => {
  test('sends a link by mail, in the language chosen, signed by who invites', async () => {
    const { answer, mail, email, token } = await invite({ teamIds: [shop.teamId] })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ email, role: 'adviser', teamIds: [shop.teamId] })
    expect(JSON.stringify(answer.body)).not.toContain(token)
    expect(mail).toMatchObject({
      to: email,
      language: 'fr',
      purpose: 'invitation',
      subject: 'Votre accès à Fleurs d’Été sur Boucle',
    })
    expect(mail.text).toContain('Élodie Marchand vous invite à travailler dans Fleurs d’Été')
    expect(mail.text).toContain(`https://care.example.test/invitation/${token}`)
    expect(mail.text).toContain('pendant 7 jours')
    expect(mail.html).toContain(`href="https://care.example.test/invitation/${token}"`)
    const english = await invite({ language: 'en' })
    expect(english.mail.subject).toBe('Your access to Fleurs d’Été on Boucle')
    expect(english.mail.text).toContain('for 7 days, once')
  })

  test('a name that looks like HTML stays words in the mail', async () => {
    const { mail } = await invite({ name: '<img src=x onerror=alert(1)>"&' })
    expect(mail.html).not.toContain('<img')
    expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&amp;')
  })

  test('a partner adviser is invited with their partner, others without', async () => {
    const partner = await boss.call('POST', '/partners', { name: 'Relais', visibleContactFields: [] })
    expectProblem((await invite({ role: 'partner' })).answer, 422, 'member.partner_needed')
    expectProblem((await invite({ partnerId: partner.body.id })).answer, 422, 'member.partner_only')
    const { token } = await invite({ role: 'partner', partnerId: partner.body.id })
    await accept(token)
    const [member] = (await boss.call('GET', '/members?q=Nadia%20Petit')).body.items ?? []
    expect(member).toMatchObject({ role: 'partner', partnerId: partner.body.id })
  })

  test('whoever works here already, or did, is not invited again', async () => {
    const person = await aPerson(world, shop)
    expectProblem(
      (await invite({ email: person.email.toUpperCase() })).answer,
      409,
      'invitation.already_member',
    )
    await boss.call('POST', `/members/${person.memberId}/deactivation`)
    expectProblem((await invite({ email: person.email })).answer, 409, 'invitation.deactivated_member')
    const foreign = await aWorkspace(world, 'Ailleurs')
    expectProblem((await invite({ teamIds: [foreign.teamId] })).answer, 404, 'request.not_found')
  })

  test('inviting again sends a new link and closes the one before', async () => {
    const first = await invite()
    const second = await invite({ email: first.email })
    expectProblem(await see(first.token), 410, 'invitation.replaced')
    expect((await see(second.token)).status).toBe(200)
    const pending = (await boss.call('GET', '/invitations')).body.items ?? []
    expect(pending.map(one => one.id)).toEqual([second.id])
  })

  test('is sent again as it was, with a new link that lasts from then; the one before says so kindly', async () => {
    const first = await invite({ role: 'supervisor', language: 'en', teamIds: [shop.teamId] })
    world.clock.at = new Date(Date.now() + 8 * 86_400_000)
    expectProblem(await see(first.token), 410, 'invitation.expired')
    // Too old to be accepted, still there to be sent again.
    const before = (await boss.call('GET', '/invitations')).body.items ?? []
    expect(before.map(one => one.id)).toEqual([first.id])
    const again = await boss.call('POST', `/invitations/${first.id}/mails`)
    expect(again).toMatchObject({
      status: 201,
      body: { email: first.email, role: 'supervisor', language: 'en', teamIds: [shop.teamId] },
    })
    const mail = world.mails.at(-1)!
    const token = /\/invitation\/(\S+)/.exec(mail.text)?.[1] ?? ''
    expect(mail).toMatchObject({ to: first.email, subject: 'Your access to Fleurs d’Été on Boucle' })
    expect(token).not.toBe(first.token)
    expectProblem(await see(first.token), 410, 'invitation.replaced')
    expect((await see(token)).status).toBe(200)
    const after = (await boss.call('GET', '/invitations')).body.items ?? []
    expect(after.map(one => one.id)).toEqual([again.body.id])
    expect((await eventsOf(world, shop.id, String(again.body.id))).map(event => event.type)).toEqual([
      'invitation.resent',
    ])
    await accept(token)
    expectProblem(await boss.call('POST', `/invitations/${again.body.id}/mails`), 404, 'request.not_found')
    expectProblem(await see(first.token), 410, 'invitation.replaced')
  })

  test('asked twice to be sent again, by a double click or at the same moment, is sent once, and both answers say the same', async () => {
    const first = await invite()
    const sent = () => world.mails.filter(mail => mail.to === first.email).length
    const before = sent()
    const again = () => boss.call('POST', `/invitations/${first.id}/mails`)
    const [one, other] = await Promise.all([again(), again()])
    expect([one.status, other.status]).toEqual([201, 201])
    expect(other.body).toEqual(one.body)
    expect((await again()).body).toEqual(one.body)
    expect(sent()).toBe(before + 1)
    // From a screen that was not refreshed since, it is the one that stands that is sent again.
    world.clock.at = new Date(Date.now() + 120_000)
    const later = await again()
    expect(later.status).toBe(201)
    expect(later.body.id).not.toBe(one.body.id)
    expect(sent()).toBe(before + 2)
    const pending = (await boss.call('GET', '/invitations')).body.items ?? []
    expect(pending.filter(invitation => invitation.email === first.email)).toHaveLength(1)
  })

  test('only an administrator invites, sees and takes back; nobody else’s workspace', async () => {
    const { id } = await invite()
    const supervisor = await aPerson(world, shop, { role: 'supervisor' })
    expectProblem((await invite({}, supervisor)).answer, 403, 'request.role_needed')
    expectProblem(await supervisor.call('GET', '/invitations'), 403, 'request.role_needed')
    expectProblem(await supervisor.call('DELETE', `/invitations/${id}`), 403, 'request.role_needed')
    const foreign = await aWorkspace(world, 'Ailleurs')
    const stranger = await aPerson(world, foreign, { role: 'administrator' })
    expectProblem(await stranger.call('DELETE', `/invitations/${id}`), 404, 'request.not_found')
    expect((await stranger.call('GET', '/invitations')).body.items).toEqual([])
    expect((await boss.call('DELETE', `/invitations/${id}`)).body).toEqual({ done: true })
    expectProblem(await boss.call('DELETE', `/invitations/${id}`), 404, 'request.not_found')
  })
})

describe('accepting', () => {
  test('somebody new chooses a password, is a member with the role and teams offered, and signed in', async () => {
    const { token, email } = await invite({ role: 'supervisor', teamIds: [shop.teamId] })
    expect((await see(token)).body).toEqual({
      workspaceName: 'Fleurs d’Été',
      name: 'Nadia',
      email,
      language: 'fr',
      hasAccount: false,
    })
    expectProblem(await accept(token, { name: 'Nadia Petit' }), 422, 'invitation.password_needed')
    const accepted = await accept(token)
    expect({ status: accepted.status, body: accepted.body }).toEqual({
      status: 201,
      body: { slug: shop.slug },
    })
    const me = await world.anyone('GET', '/me', undefined, { cookie: cookiesOf(accepted.setCookies) })
    expect(me.body).toMatchObject({
      member: { name: 'Nadia Petit', email, role: 'supervisor', teamIds: [shop.teamId], language: 'fr' },
      workspace: { slug: shop.slug },
    })
    const { member } = me.body as { member: { id: string } }
    expect((await eventsOf(world, shop.id, member.id)).map(event => event.type)).toEqual(['member.joined'])
    expect((await boss.call('GET', '/invitations')).body.items).toEqual([])
  })

  test('the password chosen then opens a session by itself', async () => {
    const { token, email } = await invite()
    await accept(token)
    const answer = await world.anyone(
      'POST',
      '/api/auth/sign-in/email',
      { email, password },
      {
        origin: 'https://care.example.test',
      },
    )
    expect(answer.status).toBe(200)
  })

  test('a link opens once, even for two clicks at the same instant', async () => {
    const { token, email } = await invite()
    const answers = await Promise.all([accept(token), accept(token), accept(token)])
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
    expect(answers.filter(answer => answer.status >= 500)).toEqual([])
    expectProblem(await see(token), 410, 'invitation.used')
    expectProblem(await accept(token), 410, 'invitation.used')
    const members = (await boss.call('GET', `/members?q=${email}`)).body.items
    expect(members).toHaveLength(1)
    expect(await world.auth.findUserByEmail(email)).toBeDefined()
  })

  test('a link expires, is taken back, or was never ours', async () => {
    const late = await invite()
    const taken = await invite()
    await boss.call('DELETE', `/invitations/${taken.id}`)
    expectProblem(await see(taken.token), 410, 'invitation.revoked')
    expectProblem(await accept(taken.token), 410, 'invitation.revoked')
    world.clock.at = new Date(Date.now() + 7 * 86_400_000 + 60_000)
    expectProblem(await see(late.token), 410, 'invitation.expired')
    expectProblem(await accept(late.token), 410, 'invitation.expired')
    expectProblem(await see('made-up'), 404, 'request.not_found')
    expectProblem(await accept('made-up'), 404, 'request.not_found')
    for (const { email } of [late, taken]) expect(await world.auth.findUserByEmail(email)).toBeUndefined()
  })

  test('SEC-5: a link never opens an account that exists: its person signs in first', async () => {
    const other = await aWorkspace(world, 'Ailleurs')
    const person = await aPerson(world, other)
    const { token } = await invite({ email: person.email })
    expect((await see(token)).body).toMatchObject({ hasAccount: true })
    expectProblem(await accept(token), 401, 'invitation.sign_in_first')
    const somebodyElse = await aPerson(world, other)
    expectProblem(
      await accept(token, { name: 'Intrus', password }, somebodyElse.cookie),
      401,
      'invitation.sign_in_first',
    )
    const accepted = await accept(token, { name: 'Nadia Petit' }, person.cookie)
    expect({ status: accepted.status, setCookies: accepted.setCookies }).toEqual({
      status: 201,
      setCookies: [],
    })
    const me = await world.anyone('GET', '/me', undefined, {
      cookie: person.cookie,
      'boucle-workspace': shop.slug,
    })
    expect(me.body).toMatchObject({ member: { email: person.email }, workspace: { slug: shop.slug } })
    expect((me.body.workspaces as { slug: string }[]).map(one => one.slug).toSorted()).toEqual(
      [other.slug, shop.slug].toSorted(),
    )
  })

  test('an account is not left behind when the membership could not be made', async () => {
    const { token, email } = await invite()
    // Taken back at the very instant it is accepted: the lock under the acceptance sees it.
    const original = world.auth.createUser
    world.auth.createUser = async (...given) => {
      const user = await original(...given)
      await world.db.system
        .updateTable('invitations')
        .set({ revoked_at: new Date() })
        .where('email', '=', email)
        .execute()
      return user
    }
    expectProblem(await accept(token), 410, 'invitation.revoked')
    world.auth.createUser = original
    expect(await world.auth.findUserByEmail(email)).toBeUndefined()
  })

  test('a short password is refused with its sentence', async () => {
    const { token } = await invite()
    expectProblem(await accept(token, { name: 'Nadia', password: 'short' }), 422, 'request.invalid')
  })
})

test('the company’s sign-in lets in whom a membership or an open invitation waits for, and nobody else', async () => {
  const expected = (email: string) => isExpected(world.db.system, email, world.clock.now())
  const person = await aPerson(world, shop)
  const { email, id } = await invite()
  expect(await expected(person.email.toUpperCase())).toBe(true)
  expect(await expected(email.toUpperCase())).toBe(true)
  expect(await expected(aMailAddress())).toBe(false)
  await boss.call('DELETE', `/invitations/${id}`)
  expect(await expected(email)).toBe(false)
  await boss.call('POST', `/members/${person.memberId}/deactivation`)
  expect(await expected(person.email)).toBe(false)
})
