import { DomUtils, parseDocument } from 'htmlparser2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendPage } from '#server/platform/testing/pages.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { mailWorld } from './testing/world.ts'

let app: TestApp
let shop: TestWorkspace
let now = new Date('2026-03-10T09:00:00Z')
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
  shop = await aWorkspace(app)
})
afterAll(() => app.close())

const passes = async (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
  await app.settle()
}

/** Everything in a mail that a mail program would fetch by itself, or that leads elsewhere than these places. */
function noiseOf(html: string, mayLeadTo: readonly string[]): string[] {
  const elements = DomUtils.findAll(() => true, parseDocument(html).childNodes)
  return elements.flatMap(element => {
    const { href, style = '', ...others } = element.attribs
    const words = element.name === 'style' ? DomUtils.textContent(element) : style
    return [
      ...(/^(?:img|picture|script|iframe|object|embed|video|audio|source|link|base|input|svg)$/.test(
        element.name,
      )
        ? [element.name]
        : []),
      ...Object.keys(others).filter(name => /^(?:src|srcset|background|poster|data|on.*)$/.test(name)),
      ...(/url\s*\(|@import|@font-face/i.test(words) ? [words] : []),
      ...(href && !mayLeadTo.some(place => href.startsWith(place)) ? [href] : []),
    ]
  })
}

test('OUT-10: no mail of ours fetches anything when it is read, and no link goes by us on its way elsewhere', async () => {
  const world = mailWorld(app, shop)
  const adviser = await world.adviser('Léa Martin')
  await aMember(app, shop, 'supervisor', { name: 'Inès' })
  const { items } = (await shop.call<{ items: { id: string }[] }>('GET', '/surveys')).body
  for (const { id } of items) await shop.call('PATCH', `/surveys/${id}`, { delayMinutes: 0 })
  const brands = (await shop.call<{ items: { id: string }[] }>('GET', '/brands')).body.items
  await shop.call('PATCH', `/brands/${brands[0]!.id}`, {
    mailFooterFr: 'Maison Bleuet <img src=x> · www.bleuet.test',
  })
  const customer = 'anna@mail.test'
  const { conversationId } = await world.post(
    aMail({
      from: `Anna Pereira <${customer}>`,
      text: 'Bonjour, où en est mon bouquet ? Voici sa page : https://www.client.test/bouquet',
    }),
  )
  await app.settle()
  const written = 'https://www.transporteur.test/suivi?colis=7&a=b'
  await adviser.reply(conversationId!, `Le suivi est ici : ${written}`, {
    html: `<p>Le suivi est <a href="${written.replace('&', '&amp;')}">ici</a>.</p>`,
  })
  // Later than what was mailed just before holds: a link that is minutes old is not mailed again.
  await passes(6)
  await sendPage(app, `/requests/${shop.slug}`, { email: customer, lang: 'fr' })
  await world.close(conversationId!)
  await passes(1)
  await passes(60)

  const left = await world.deliveriesOf(conversationId!)
  expect(new Set(left.map(delivery => delivery.purpose))).toEqual(
    new Set(['acknowledgement', 'reply', 'notice', 'survey']),
  )
  const home = `${app.ground.publicUrl}/`
  const mails = await world.mailsTo(customer)
  expect(mails).toHaveLength(left.length)
  for (const { subject, html, text } of mails) {
    expect(noiseOf(html ?? '', [home, written]), subject).toEqual([])
    for (const [url] of (text ?? '').matchAll(/https?:\/\/[^\s<>]+/g))
      expect(
        [home, written, 'https://www.client.test/bouquet'].some(place => url.startsWith(place)),
        url,
      ).toBe(true)
  }
  expect(mails.find(mail => mail.text?.includes('suivi est ici'))!.html).toContain(
    `href="${written.replace('&', '&amp;')}"`,
  )
})
