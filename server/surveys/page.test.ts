import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Http, httpOver } from './testing/http.ts'
import {
  aCustomer,
  anInvitation,
  aRequest,
  aShop,
  closeIt,
  type Shop,
  type SurveyWorld,
  surveyWorld,
} from './testing/world.ts'

let world: SurveyWorld
let http: Http
let shop: Shop

beforeAll(async () => {
  world = await surveyWorld()
  http = await httpOver(world, { surveys: world.surveys.router }, [world.surveys.plugin])
})
afterAll(async () => {
  await http.close()
  await world.close()
})
beforeEach(async () => {
  shop = await aShop(world)
})

const answers = () =>
  world.db.system.selectFrom('survey_answers').selectAll().where('workspace_id', '=', shop.id).execute()
const checkedIn = (page: string) =>
  [...page.matchAll(/value="(\d)" required checked/g)].map(match => Number(match[1]))

describe('reading is not answering', () => {
  test('links that mail scanners open, with any method that reads, record nothing', async () => {
    const { path, mail } = await anInvitation(world, shop)
    for (const link of mail.text.match(/https:\/\/\S+/g)!) {
      const url = link.replace(world.ground.publicUrl, '')
      expect((await http.open(url)).statusCode).toBe(200)
      expect((await http.app.inject({ method: 'HEAD', url })).statusCode).toBe(200)
    }
    await http.open(`${path}?score=1&comment=hello`)
    expect(await answers()).toEqual([])
    expect(await world.events(shop.id, 'survey.answered')).toEqual([])
    expect(
      await world.db.system
        .selectFrom('consent_entries')
        .selectAll()
        .where('workspace_id', '=', shop.id)
        .execute(),
    ).toEqual([])
  })

  test('the score of the link is chosen and not yet sent; any other is as if it were not there', async () => {
    const { path } = await anInvitation(world, shop)
    expect(checkedIn((await http.open(`${path}?score=4`)).body)).toEqual([4])
    for (const rubbish of [
      '',
      '?score=',
      '?score=0',
      '?score=6',
      '?score=4.5',
      '?score=abc',
      '?score=-1',
      '?score=1&score=2',
    ]) {
      const page = await http.open(path + rubbish)
      expect(page.statusCode, rubbish).toBe(200)
      expect(checkedIn(page.body), rubbish).toEqual([])
    }
  })

  test('a page loads nothing but itself, is not kept, not indexed, not framed, and tells nobody its address', async () => {
    const { path } = await anInvitation(world, shop)
    const page = await http.open(path)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'(?: 'sha256-[^']+')*; form-action 'self'/,
    )
    expect(policy).toContain("frame-ancestors 'none'")
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    })
    expect(page.headers['set-cookie']).toBeUndefined()
    expect(page.body).not.toMatch(/<script|<link|<img|style="| on\w+=|https?:/i)
  })
})

describe('one answer per invitation', () => {
  test('a sent form is recorded with its comment, in the conversation it is about (D19, E61)', async () => {
    const karim = await shop.aMember()
    const { path, invitationId, id, contactId } = await anInvitation(world, shop, { assigneeId: karim })
    const sent = await http.send(path, { score: '4', comment: '  Rapide.\r\nMerci  ' })
    expect(sent.statusCode).toBe(303)
    expect(await answers()).toMatchObject([
      { invitation_id: invitationId, score: 4, comment: 'Rapide.\nMerci', edited_at: null, history: [] },
    ])
    expect(await world.events(shop.id, 'survey.answered')).toMatchObject([
      {
        conversationId: id,
        contactId,
        actor: { kind: 'contact', id: contactId },
        data: { score: 4, invitationId, memberId: karim, hasComment: true },
      },
    ])

    const thanks = await http.open(String(sent.headers.location))
    expect(thanks.body).toContain('Merci. Votre réponse est enregistrée.')
    expect(thanks.body).toContain('4 sur 5')
    expect(thanks.body).toContain('Rapide.\nMerci')
  })

  test('the same form sent twice, even at once, is one answer', async () => {
    const { path } = await anInvitation(world, shop)
    const form = { score: '2', comment: 'Fleurs fanées' }
    const sent = await Promise.all([1, 2, 3, 4].map(() => http.send(path, form)))
    expect(sent.map(one => one.statusCode)).toEqual([303, 303, 303, 303])
    await http.send(path, form)
    expect(await answers()).toMatchObject([{ score: 2, history: [], edited_at: null }])
    expect(await world.events(shop.id, 'survey.answered')).toHaveLength(1)
    expect(await world.events(shop.id, 'survey.answer_changed')).toEqual([])
  })

  test('an answer can be changed, and what it was is kept', async () => {
    const { path } = await anInvitation(world, shop)
    await http.send(path, { score: '2', comment: 'En retard' })
    const first = (await answers())[0]!.answered_at
    world.pass(1)
    const form = (await http.open(`${path}?score=5`)).body
    expect(checkedIn(form)).toEqual([5])
    expect(form).toContain('Vous avez répondu 2 sur 5.')
    expect(form).toContain('En retard</textarea>')
    await http.send(path, { score: '5', comment: '' })
    expect(await answers()).toMatchObject([
      {
        score: 5,
        comment: null,
        answered_at: first,
        edited_at: world.clock.now(),
        history: [{ score: 2, comment: 'En retard', at: first.toISOString() }],
      },
    ])
    expect(await world.events(shop.id, 'survey.answer_changed')).toMatchObject([
      { data: { before: 2, score: 5 } },
    ])
  })

  test.each([
    [{ comment: 'Bien' }, 'Choisissez une note de 1 à 5.'],
    [{ score: '9', comment: 'Bien' }, 'Choisissez une note de 1 à 5.'],
    [{ score: '3; drop table', comment: 'Bien' }, 'Choisissez une note de 1 à 5.'],
    [{ score: '3', comment: `Bien${'é'.repeat(4000)}` }, 'Raccourcissez le commentaire'],
  ])(
    'a form that cannot be recorded comes back with its words and says why: %#',
    async (fields, sentence) => {
      const { path } = await anInvitation(world, shop)
      const page = await http.send(path, fields as Record<string, string>)
      expect(page.statusCode).toBe(422)
      expect(page.body).toContain(sentence)
      expect(page.body).toContain('Bien')
      expect(page.body).toMatch(/<title>Réponse à corriger/)
      expect(await answers()).toEqual([])
    },
  )

  test('card numbers and characters that cannot be kept never enter; markup stays text (REC-5)', async () => {
    const { path } = await anInvitation(world, shop)
    await http.send(path, { score: '1', comment: 'Carte 4111 1111 1111 1111 \0 <b onclick=x>gras</b>' })
    expect(await answers()).toMatchObject([{ comment: 'Carte •••• 1111  <b onclick=x>gras</b>' }])
    expect((await http.open(path)).body).toContain('&lt;b onclick=x&gt;gras&lt;/b&gt;')
    expect(JSON.stringify(await world.events(shop.id))).not.toContain('4111')
  })

  test('after a bad score the page says that someone comes back; after a good one it does not', async () => {
    const [bad, good] = [await anInvitation(world, shop), await anInvitation(world, shop)]
    await http.send(bad.path, { score: '2' })
    await http.send(good.path, { score: '3' })
    expect((await http.open(bad.path)).body).toContain('revient vers vous')
    expect((await http.open(good.path)).body).not.toContain('revient vers vous')
  })
})

describe('links that lead nowhere say so', () => {
  test.each(['/s/x', `/s/${'A'.repeat(43)}`, `/s/${'A'.repeat(43)}/opt-out`, `/s/${'é'.repeat(43)}`])(
    '%s',
    async url => {
      for (const page of [await http.open(encodeURI(url)), await http.send(encodeURI(url), { score: '5' })]) {
        expect(page.statusCode).toBe(404)
        expect(page.body).toContain('Ce lien n’est pas complet')
      }
      expect((await http.open(encodeURI(url), { 'accept-language': 'en-GB' })).body).toContain(
        'This link is not complete',
      )
    },
  )

  test('after 60 days nothing is recorded any more, but leaving still works', async () => {
    const { path, contactId } = await anInvitation(world, shop)
    world.pass(59.9)
    expect((await http.open(path)).statusCode).toBe(200)
    world.pass(0.2)
    for (const page of [await http.open(`${path}?score=5`), await http.send(path, { score: '5' })]) {
      expect(page.statusCode).toBe(410)
      expect(page.body).toContain('Le délai de réponse est passé')
    }
    expect(await answers()).toEqual([])
    expect((await http.send(`${path}/opt-out`, { given: '0' })).statusCode).toBe(303)
    expect(await world.events(shop.id, 'consent.refused')).toMatchObject([{ contactId }])
  })
})

describe('leaving', () => {
  test('is a button, counts once, holds the next survey back, and can be undone', async () => {
    const anna = await aCustomer(shop)
    const { path } = await anInvitation(world, shop, { contact: anna })
    expect((await http.open(`${path}/opt-out`)).body).toContain('Ne plus recevoir ces questions\u202f?')
    await http.send(`${path}/opt-out`, { given: '0' })
    // A mail program's own click sends its own words, and follows no redirect (RFC 8058).
    const click = await http.send(`${path}/opt-out`, { 'List-Unsubscribe': 'One-Click' })
    expect(click.statusCode).toBe(200)
    expect(click.body).toContain('Les recevoir de nouveau')
    const entries = () =>
      world.db.system
        .selectFrom('consent_entries')
        .selectAll()
        .where('workspace_id', '=', shop.id)
        .orderBy('id')
        .execute()
    expect(await entries()).toMatchObject([
      { contact_id: anna.id, purpose: 'survey', channel: 'email', given: false, source: 'survey_page' },
    ])
    world.pass(31)
    await world.deliver(await closeIt(world, shop, await aRequest(world, shop, { contact: anna })))
    const refused = await world.events(shop.id, 'survey.refused')
    expect(refused).toMatchObject([{ data: { reason: 'opted_out' } }])

    expect((await http.open(`${path}/opt-out`)).body).toContain('Les recevoir de nouveau')
    await http.send(`${path}/opt-out`, { given: '1' })
    expect((await entries()).map(entry => entry.given)).toEqual([false, true])
    await world.deliver(await closeIt(world, shop, await aRequest(world, shop, { contact: anna })))
    expect(await world.events(shop.id, 'survey.sent')).toHaveLength(2)
  })
})

test('a page speaks the language of its mail, switches to the other and keeps the chosen score', async () => {
  const { path } = await anInvitation(world, shop)
  const french = (await http.open(`${path}?score=2`, { 'accept-language': 'en' })).body
  expect(french).toContain('<html lang="fr">')
  expect(french).toContain('quelle est votre satisfaction')
  const link = /href="([^"]+)" hreflang="en" lang="en">English</.exec(french)![1]!.replaceAll('&amp;', '&')
  const english = (await http.open(link)).body
  expect(english).toContain('<html lang="en">')
  expect(english).toContain('how satisfied are you')
  expect(checkedIn(english)).toEqual([2])
  const sent = await http.send(path, { score: '2', lang: 'en' })
  expect((await http.open(String(sent.headers.location))).body).toContain(
    'Thank you. Your answer is recorded.',
  )
})

test('one address that asks too often is told to wait, on a page', async () => {
  const remoteAddress = '203.0.113.7'
  const url = `/s/${'B'.repeat(43)}`
  const statuses = new Set<number>()
  for (let asked = 0; asked <= 120; asked += 1)
    statuses.add((await http.app.inject({ method: 'GET', url, remoteAddress })).statusCode)
  expect([...statuses]).toEqual([404, 429])
  const refused = await http.app.inject({ method: 'GET', url, remoteAddress })
  expect(refused.body).toContain('Réessayez dans une minute.')
  expect((await http.app.inject({ method: 'GET', url, remoteAddress: '203.0.113.8' })).statusCode).toBe(404)
})
