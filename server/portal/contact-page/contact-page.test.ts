import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aWorkspace, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: Awaited<ReturnType<typeof testApp>>
let shop: TestWorkspace
// A Tuesday at eleven in Paris; the shop is there from Monday to Friday, nine to six.
const clock = { at: new Date('2026-11-24T10:00:00Z'), now: () => new Date(clock.at) }
beforeAll(async () => {
  app = await testApp({ running: false, clock })
})
beforeEach(async () => {
  clock.at = new Date('2026-11-24T10:00:00Z')
  shop = await aWorkspace(app)
})
afterAll(() => app.close())

interface Page {
  publishedAt: string | null
  isChanged: boolean
  lints: { code: string; weight: string; sentence: string; place: string }[]
}
const page = async () => (await shop.call<Page>('GET', '/contact-page')).body
const refusals = async () =>
  (await page()).lints.filter(lint => lint.weight === 'refused').map(lint => lint.code)
const publish = () => shop.call<Page & { code: string }>('POST', '/contact-page/publication')
const change = (body: object) => shop.call('PATCH', '/contact-page', body)
const open = (query = '') =>
  app.http.inject({ url: `/contact/${shop.slug}${query}`, headers: { 'accept-language': 'fr' } })

/** Gives the brand what a page needs before it may be published. */
async function withTerms() {
  const { items } = (await shop.call<{ items: { id: string }[] }>('GET', '/brands')).body
  await shop.call('PATCH', `/brands/${items[0]!.id}`, {
    termsUrl: 'https://www.bleuet.test/cgv',
    returnsUrl: 'https://www.bleuet.test/retours',
  })
  return items[0]!.id
}
const aPhone = (more: object = {}) =>
  shop.call('POST', '/phones', {
    number: '02 61 91 44 10',
    labelFr: 'Service clients',
    labelEn: 'Customer care',
    purpose: 'support',
    ...more,
  })

describe('publishing', () => {
  test('E25: without terms or returns the page is refused, and the finding leads to the brand', async () => {
    const refused = await publish()
    expect(refused).toMatchObject({ status: 409, body: { code: 'contactpage.not_publishable' } })
    expect(await refusals()).toEqual(['terms_missing', 'returns_missing'])
    const brandId = await withTerms()
    expect((await page()).lints.every(lint => lint.place !== `/settings/brands/${brandId}`)).toBe(true)
    expect(await publish()).toMatchObject({ status: 201, body: { publishedAt: clock.at.toISOString() } })
  })

  test('E46: open day and night cannot be said by those who close, in any words or language', async () => {
    await withTerms()
    for (const words of [
      'Ouvert 24/7 !',
      'Nous répondons 7j/7 et 24h/24',
      'We are here around the clock.',
      'Jour et nuit',
    ]) {
      await change({ introFr: words, introEn: words })
      expect(await refusals(), words).toContain('always_untrue')
      expect((await publish()).status, words).toBe(409)
    }
  })

  test('E46: who never closes may say so', async () => {
    await withTerms()
    const days = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, [['00:00', '24:00']]]),
    )
    await shop.call('PATCH', `/calendars/${shop.calendarId}`, { weeklyHours: days, holidays: 'none' })
    await change({ introFr: 'Ouvert 24/7', introEn: 'Open 24/7' })
    expect((await publish()).status).toBe(201)
    expect((await open()).body).toContain('Ouvert à toute heure')
  })

  test('E46: an answer within 8 hours by the clock cannot be promised by those who close for fifteen', async () => {
    await withTerms()
    await shop.call('PATCH', '/workspace', { settings: { mailAnswerHours: 8 } })
    await change({ answerPromise: 'clock' })
    expect(await refusals()).toEqual(['promise_clock'])
    expect((await publish()).status).toBe(409)
    // The longest closure is the week-end, from Friday six to Monday nine: 63 hours.
    await shop.call('PATCH', '/workspace', { settings: { mailAnswerHours: 63 } })
    expect(await refusals()).toEqual(['promise_clock'])
    await shop.call('PATCH', '/workspace', { settings: { mailAnswerHours: 64 } })
    expect((await publish()).status).toBe(201)
    expect((await open()).body).toContain('Réponse sous 64\u00a0h.')
  })

  test('E46: a delay written by hand is refused: promises come from the settings alone', async () => {
    await withTerms()
    for (const words of [
      'Réponse sous 2 h',
      'We answer within 30 minutes',
      'On vous rappelle dans l’heure',
    ]) {
      await change({ introFr: words, introEn: words })
      expect(await refusals(), words).toContain('delay_in_words')
    }
  })

  test('E46, E24, TEL-1: hours, answers at once and dear numbers written by hand are refused, each with its sentence', async () => {
    await withTerms()
    const [fr, en] = [
      'Ouvert tous les jours de 8 h à 20 h, dimanche compris. Appelez le 0892 123 456. Réponse immédiate.',
      'Open 9am–6pm, Monday to Friday. Instant replies. Call +1 900 123 4567.',
    ]
    for (const [introFr, introEn] of [
      [fr, 'Choose what suits you.'],
      ['Comme il vous convient.', en],
    ] as const) {
      await change({ introFr, introEn })
      expect((await refusals()).sort(), introFr).toEqual([
        'dear_in_words',
        'delay_in_words',
        'hours_in_words',
      ])
      expect((await publish()).status, introFr).toBe(409)
    }
    await change({ introFr: 'Une question sur un bouquet ?', introEn: 'A question about a bouquet?' })
    expect((await publish()).status).toBe(201)
  })

  test('E46: a promise that became false after publication is not shown any more', async () => {
    await withTerms()
    await shop.call('PATCH', '/workspace', { settings: { mailAnswerHours: 70 } })
    await change({ answerPromise: 'clock' })
    expect((await publish()).status).toBe(201)
    await shop.call('PATCH', `/calendars/${shop.calendarId}`, { weeklyHours: { mon: [['09:00', '12:00']] } })
    const { body } = await open()
    expect(body).not.toContain('Réponse sous 70\u00a0h.')
    expect(body).toContain('Réponse sous 70\u00a0h, ou à notre réouverture.')
    expect(await refusals()).toEqual(['promise_clock'])
  })
})

describe('the page', () => {
  test('E24, E26: every enabled channel is there with its hours and its promise, the phone first with its price', async () => {
    await withTerms()
    await aPhone()
    await publish()
    const { body, headers } = await open()
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(body.indexOf('tel:+33261914410')).toBeGreaterThan(0)
    expect(body.indexOf('tel:+33261914410')).toBeLessThan(body.indexOf(`mailto:${shop.address}`))
    expect(body).toContain('Prix d’un appel normal')
    expect(body.match(/Ouvert jusqu’à 18\u00a0h/g)).toHaveLength(2)
    expect(body.match(/<details>/g)).toHaveLength(2)
    expect(body).toContain('https://www.bleuet.test/retours')
    expect(body).toContain('https://www.bleuet.test/cgv')
    await app.ground.db.system
      .updateTable('channels')
      .set({ enabled: false })
      .where('workspace_id', '=', shop.id)
      .execute()
    expect((await open()).body).not.toContain('mailto:')
  })

  test('E24: a form is offered by the title of its page, in the language of who reads', async () => {
    await withTerms()
    const both = (fr: string, en: string) => ({ fr, en })
    const field = {
      ...{ key: 'message', type: 'long_text', label: both('Votre message', 'Your message') },
      ...{
        hint: both('', ''),
        required: true,
        options: [],
        showIf: null,
        prospectingNotice: false,
        purpose: null,
      },
    }
    const made = await shop.call<{ id: string }>('POST', '/channels', {
      ...{ kind: 'form', name: 'Formulaire du site', language: 'fr', teamId: shop.teamId },
      title: both('Une question sur ma commande', 'A question about my order'),
      fields: [{ ...field, key: 'email', type: 'email', label: both('Adresse', 'Address') }, field],
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const sent = await shop.call('POST', `/channels/${made.body.id}/form-versions`)
    expect(sent.status, JSON.stringify(sent.body)).toBe(201)
    await publish()
    expect((await open()).body).toContain('>Une question sur ma commande</a>')
    const { body } = await open('?lang=en')
    expect(body).toContain('>A question about my order</a>')
    expect(body).not.toContain('Formulaire du site')
  })

  test('E24: the chat has its hours on the page and opens there, in the language of who reads; without scripts a link is left', async () => {
    await withTerms()
    await publish()
    expect(String((await open()).headers['content-security-policy'])).not.toContain('connect-src')
    const chat = (name: string, language: string) =>
      shop.call<{ address: string }>('POST', '/channels', {
        kind: 'chat',
        name,
        language,
        teamId: shop.teamId,
      })
    const french = (await chat('Conseil', 'fr')).body.address
    const english = (await chat('Advice', 'en')).body.address
    const { body, headers } = await open()
    expect(body).toContain(`<script async src="/widget.js" data-key="${french}" data-locale="fr"></script>`)
    expect(body.match(/data-chat hidden/g)).toHaveLength(1)
    expect(body).toMatch(/data-chat hidden>Ouvrir la discussion<\/button><p[^>]*>(<a[^>]*>)?Sur notre site/)
    expect(body.match(/Ouvert jusqu’à 18\u00a0h/g)).toHaveLength(3)
    expect(headers['content-security-policy']).toMatch(/script-src 'sha256-\S+' 'self'; connect-src 'self'; /)
    expect((await open('?lang=en')).body).toContain(`data-key="${english}" data-locale="en"`)
  })

  test('E31: what serves before the purchase and what serves after is said of each way', async () => {
    await withTerms()
    await aPhone()
    expect((await page()).lints.map(lint => lint.code)).toContain('phone_before')
    await aPhone({ number: '02 61 91 44 20', purpose: 'sales', labelFr: 'Ventes', labelEn: 'Sales' })
    expect((await page()).lints.map(lint => lint.code)).not.toContain('phone_before')
    await publish()
    const { body } = await open()
    expect(body.match(/Avant l’achat|Après l’achat|Avant et après l’achat/g)).toEqual([
      'Après l’achat',
      'Avant l’achat',
      'Avant et après l’achat',
    ])
  })

  test.each([
    ['2026-11-24T17:30:00Z', 'Fermé. Nous ouvrons demain à 9\u00a0h'],
    ['2026-11-24T05:00:00Z', 'Fermé. Nous ouvrons à 9\u00a0h'],
    ['2026-11-27T18:00:00Z', 'Fermé. Nous ouvrons lundi 30 novembre à 9\u00a0h'],
    ['2026-12-24T18:00:00Z', 'Fermé. Nous ouvrons lundi 28 décembre à 9\u00a0h'],
  ])('E46: at %s it says «%s»', async (now, sentence) => {
    await withTerms()
    await publish()
    clock.at = new Date(now)
    expect((await open()).body).toContain(sentence)
  })

  test('E46: an answer is never announced for the moment of opening, when nobody was there yet to read', async () => {
    await withTerms()
    await shop.call('PATCH', '/workspace', { settings: { mailAnswerHours: 8 } })
    await publish()
    clock.at = new Date('2026-11-28T08:00:00Z') // a Saturday
    const { body } = await open()
    expect(body).not.toContain('avant lundi 30 novembre à 9\u00a0h')
    expect(body).toContain('nous vous lisons\u00a0: lundi 30 novembre à 9\u00a0h')
    clock.at = new Date('2026-11-24T10:00:00Z')
    expect((await open()).body).toContain('Si vous écrivez maintenant\u00a0: avant demain à 9\u00a0h')
  })

  test('hours are told by the reader’s own clock where it is known, and a zone that is none changes nothing', async () => {
    await withTerms()
    await publish()
    expect((await open('?zone=America/Martinique')).body).toContain('Ouvert jusqu’à 13\u00a0h')
    expect((await open('?zone=Nowhere/At-all')).body).toContain('Ouvert jusqu’à 18\u00a0h')
  })

  test('is in English for who reads English, and each language leads to the other', async () => {
    await withTerms()
    await publish()
    const english = (await open('?lang=en')).body
    expect(english).toContain('<html lang="en">')
    expect(english).toContain('Open until 18:00')
    expect(english).toContain(`/contact/${shop.slug}?lang=fr`)
  })

  test('is nowhere before it is published, nor once it is withdrawn; an unknown house has none', async () => {
    await withTerms()
    expect((await open()).statusCode).toBe(404)
    await publish()
    expect((await open()).statusCode).toBe(200)
    await shop.call('DELETE', '/contact-page/publication')
    expect((await open()).statusCode).toBe(404)
    expect((await app.http.inject({ url: '/contact/nobody-here' })).statusCode).toBe(404)
  })

  test('script in any field comes out as words', async () => {
    await withTerms()
    const evil = '<script>alert(1)</script>'
    await change({ introFr: evil, introEn: evil })
    await aPhone({ labelFr: evil, labelEn: evil })
    await publish()
    const { body } = await open()
    expect(body).not.toContain(evil)
    expect(body).toContain('&lt;script&gt;alert(1)')
  })
})

describe('numbers', () => {
  test('TEL-1: saving 0892… for support or complaints fails with a sentence that names the rule; for sales it is shown as dear', async () => {
    for (const purpose of ['support', 'complaint']) {
      const refused = await aPhone({ number: '0892 12 34 56', purpose })
      expect(refused).toMatchObject({ status: 409, body: { code: 'phone.surcharged' } })
      expect(String(refused.body.title)).toContain('L121-16')
    }
    const made = await aPhone({ number: '0892 12 34 56', purpose: 'sales' })
    expect(made).toMatchObject({ status: 201, body: { tariff: 'surcharged' } })
    const changed = await shop.call('PATCH', `/phones/${made.body.id}`, { purpose: 'support' })
    expect(changed.status).toBe(409)
    expect((await page()).lints.map(lint => lint.code)).toContain('phone_surcharged')
  })

  test('what is no number is refused, and a number is there once', async () => {
    expect((await aPhone({ number: '12 34' })).body).toMatchObject({ code: 'phone.number' })
    expect((await aPhone()).status).toBe(201)
    expect((await aPhone({ number: '+33 2 61 91 44 10' })).body).toMatchObject({ code: 'phone.taken' })
  })
})

describe('the accessibility statement', () => {
  test('ACC-3: lists the rate, the date and whom to tell, in both languages', async () => {
    const read = async (lang: string) =>
      (await app.http.inject({ url: `/accessibility/${shop.slug}?lang=${lang}` })).body
    expect(await read('fr')).toContain('n’est pas encore établie')
    expect(await read('fr')).toContain(`mailto:${shop.address}`)
    await shop.call('PATCH', '/accessibility-statement', {
      conformity: 'partial',
      rate: 92.5,
      assessedOn: '2026-10-12',
      contactEmail: 'access@bleuet.test',
    })
    const fr = await read('fr')
    expect(fr).toContain('92,5\u00a0% des critères')
    expect(fr).toContain('Évaluation du 12 octobre 2026.')
    expect(fr).toContain('mailto:access@bleuet.test')
    expect(await read('en')).toContain('92.5% of the criteria are met.')
  })

  test('ACC-3: every public page leads to it', async () => {
    await withTerms()
    await publish()
    expect((await open()).body).toContain(`href="/accessibility/${shop.slug}"`)
  })
})
