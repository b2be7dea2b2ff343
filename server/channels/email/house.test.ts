import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { mailWorld } from './testing/world.ts'

let app: TestApp
let shop: TestWorkspace
let world: ReturnType<typeof mailWorld>
let adviser: Awaited<ReturnType<typeof world.adviser>>
let now = new Date('2026-03-10T09:00:00Z')
let people = 0

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
  shop = await aWorkspace(app)
  world = mailWorld(app, shop)
  adviser = await world.adviser('Léa Martin')
  await shop.call('POST', '/phones', {
    number: '01 84 88 12 34',
    labelFr: 'Service client',
    labelEn: 'Customer care',
    purpose: 'support',
    calendarId: null,
  })
  const brand = await shop.call<{ id: string }>('POST', '/brands', {
    name: 'Bleuet Entreprises',
    signature: 'L’équipe des entreprises',
    mailFooterFr: 'Bleuet Entreprises, 12 rue des Lilas & cie',
    mailFooterEn: 'Bleuet Business, 12 rue des Lilas & co',
  })
  await setChannel({ brandId: brand.body.id })
})
afterAll(() => app.close())

const setChannel = async (changes: object) =>
  expect(await shop.call('PATCH', `/channels/${shop.channelId}`, changes)).toMatchObject({ status: 200 })

/** Somebody writes, is answered, and the two mails that they got. */
async function exchange(text: string) {
  people += 1
  const address = `client-${people}@mail.test`
  const { conversationId } = await world.post(
    aMail({ from: `Anna Pereira <${address}>`, messageId: `<first-${people}@mail.test>`, text }),
  )
  await app.settle()
  await adviser.reply(conversationId!, 'Voici le devis.')
  now = new Date(now.getTime() + 60_000)
  await app.settle()
  const [acknowledgement, reply] = await world.mailsTo(address)
  return { acknowledgement: acknowledgement!, reply: reply! }
}
const french = 'Bonjour, je voudrais un devis pour vingt bouquets livrés à nos bureaux. Merci beaucoup.'
const english =
  'Hello, I would like a quote for twenty bouquets delivered to our offices. Thank you very much.'
const phoneFr = 'Téléphone\u00a0: 01 84 88 12 34 (Prix d’un appel normal)'

describe('the brand of a channel', () => {
  test('TEL-1 E24: signs its mails, and their footer carries the number and its price, in the customer’s language', async () => {
    const { acknowledgement, reply } = await exchange(french)
    const footer = `Bleuet Entreprises, 12 rue des Lilas & cie\n${phoneFr}`
    expect(reply.from).toMatchObject({ name: 'Léa Martin – Bleuet Entreprises' })
    expect(reply.text).toContain(`-- \nLéa Martin\nL’équipe des entreprises\n\n${footer}`)
    expect(reply.html).toContain('12 rue des Lilas &amp; cie<br>Téléphone')
    expect(acknowledgement.from).toMatchObject({ name: 'Bleuet Entreprises' })
    expect(acknowledgement.text?.trimEnd()).toMatch(new RegExp(`-- \n${footer.replaceAll(/[()]/g, '\\$&')}$`))

    const other = await exchange(english)
    expect(other.reply.text).toContain('Bleuet Business, 12 rue des Lilas & co\nPhone: 01 84 88 12 34 (')
    expect(other.reply.text).not.toContain('Téléphone')
  })

  test('speaks less than the channel’s own signature, and no more once another is chosen', async () => {
    await setChannel({ signature: 'Le comptoir' })
    const own = (await exchange(french)).reply
    expect(own.text).toContain('Léa Martin\nLe comptoir\n\nBleuet Entreprises, 12 rue')
    expect(own.text).not.toContain('L’équipe des entreprises')
    await setChannel({ brandId: null, signature: '' })
    const plain = (await exchange(french)).reply
    expect(plain.from?.name).not.toContain('Entreprises')
    expect(plain.text).not.toContain('rue des Lilas')
    expect(plain.text).toContain(phoneFr)
  })

  test('is one of the house: another’s is refused', async () => {
    const other = await aWorkspace(app)
    const { body } = await other.call<{ items: { id: string }[] }>('GET', '/brands')
    expect(
      await shop.call('PATCH', `/channels/${shop.channelId}`, { brandId: body.items[0]!.id }),
    ).toMatchObject({ status: 422, body: { code: 'request.unknown_reference' } })
  })

  test('mails to people who work here have no footer', async () => {
    await shop.call('POST', `/channels/${shop.channelId}/tests`, {})
    await app.settle()
    const [mail] = await world.mailsTo(shop.address)
    expect(mail!.text).not.toContain('Téléphone')
  })

  test('TEL-1: a chat shows the number and its price, and has the colour of its brand until it has its own', async () => {
    const { body: brand } = await shop.call<{ id: string }>('POST', '/brands', {
      name: 'Bleuet Soir',
      colour: '#7A1F4B',
    })
    const { body: chat } = await shop.call<{ id: string; address: string }>('POST', '/channels', {
      kind: 'chat',
      name: 'Chat du soir',
      language: 'fr',
      teamId: shop.teamId,
      brandId: brand.id,
      origins: ['https://www.bleuet.test'],
    })
    const shown = async () =>
      (
        await app.http.inject({
          url: `/widget/v1/${chat.address}/settings?language=fr`,
          headers: { origin: 'https://www.bleuet.test' },
        })
      ).json()
    expect(await shown()).toMatchObject({
      theme: { colour: '#7A1F4B', side: 'right' },
      phones: [{ number: '+33184881234', shown: '01 84 88 12 34', tariff: 'Prix d’un appel normal' }],
    })
    const theme = { colour: '#123456', side: 'left' }
    await shop.call('PATCH', `/channels/${chat.id}`, { kind: 'chat', theme })
    expect(await shown()).toMatchObject({ theme })
  })
})

describe('an acknowledgement', () => {
  test('E46: promises no answer for the moment of opening: it tells when we read, as the pages do', async () => {
    await shop.call('PATCH', `/calendars/${shop.calendarId}`, {
      weeklyHours: { mon: [['09:00', '12:00']] },
      holidays: 'none',
    })
    const closed = (await exchange(french)).acknowledgement
    expect(closed.text).toContain('dès notre réouverture, lundi 16 mars à 9\u00a0h\u00a000.')
    expect(closed.text).not.toContain('avant')
    now = new Date('2026-03-16T09:30:00Z')
    const open = (await exchange(french)).acknowledgement
    expect(open.text).toContain('avant lundi 23 mars à 9\u00a0h\u00a000.')
  })
})
