import { createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, type TestContext, test } from 'vitest'
import { type ChatAtWork, openChat } from '../chat.ts'
import { patiently } from '../patience.ts'
import { startProxy } from '../proxy.ts'
import type { Stage } from '../stage.ts'
import { type Widget, widgetOn } from '../widget.ts'
import { escapePattern } from '../words.ts'

const cutMs = 60_000

/** A conversation under bad networks, wrong clocks, several tabs and devices: nothing is lost or said twice. */
export function talkThroughCuts(stage: () => Stage): void {
  let chat: ChatAtWork
  beforeAll(async () => {
    chat = await openChat(stage())
  }, 60_000)
  afterAll(() => chat?.close())

  const visitor = async (context: TestContext, at = chat): Promise<Widget> => {
    const page = await stage().visit(context)
    await page.goto(at.site.page(at.key))
    return widgetOn(page, 'fr')
  }

  test('issue 3 §1 §6: a minute without a network: what is written is kept, said so, and arrives once and in order, what was answered meanwhile included', async context => {
    const { expect } = context
    const widget = await visitor(context)
    const { say } = widget
    await widget.begin()
    await widget.writes('Avant la coupure')
    await widget.message('Avant la coupure').getByText(say('widget-panel:arrived')).waitFor()
    const { id } = await chat.conversationOf('Avant la coupure')

    await widget.page.context().setOffline(true)
    const cutAt = Date.now()
    const written = ['Pendant, un', 'Pendant, deux', 'Pendant, trois']
    for (const words of written) await widget.writes(words)
    await widget.panel.getByText(say('widget-panel:offlineKept', { count: 3 })).waitFor()
    await chat.answer(id, 'Réponse pendant la coupure')
    await expect.poll(() => Date.now() - cutAt, { timeout: 2 * cutMs, interval: 500 }).toBeGreaterThan(cutMs)
    await widget.panel.getByText(say('widget-panel:offlineKept', { count: 3 })).waitFor()
    expect(await widget.message('Réponse pendant').count()).toBe(0)

    await widget.page.context().setOffline(false)
    await widget.message('Réponse pendant').waitFor()
    for (const words of written) await widget.message(words).getByText(say('widget-panel:arrived')).waitFor()
    await widget.panel.getByText(say('widget-panel:offlineKept', { count: 3 })).waitFor({ state: 'detached' })
    expect(await chat.textsOf(id)).toEqual(['Avant la coupure', 'Réponse pendant la coupure', ...written])
    for (const words of written) expect(await widget.message(words).count(), words).toBe(1)
  })

  test('issue 3 §1: an answer of the server that is lost on its way doubles nothing', async context => {
    const { expect } = context
    const widget = await visitor(context)
    await widget.begin()
    let lost = 0
    await widget.page.route('**/messages', async route => {
      if (route.request().method() !== 'POST' || lost >= 2) return route.continue()
      lost += 1
      await route.fetch()
      await route.abort('connectionreset')
    })
    await widget.writes('Deux fois perdu')
    await widget.message('Deux fois perdu').getByText(widget.say('widget-panel:arrived')).waitFor()
    await widget.writes('Et la suite')
    await widget.message('Et la suite').getByText(widget.say('widget-panel:arrived')).waitFor()
    const { id } = await chat.conversationOf('Et la suite')
    expect(await chat.textsOf(id)).toEqual(['Deux fois perdu', 'Et la suite'])
    expect(lost).toBeGreaterThan(0)
  })

  test('issue 3 §1: two tabs hold one conversation; loaded again, it goes on with the words that were being written; the title counts what is unread', async context => {
    const { expect } = context
    const first = await visitor(context)
    await first.begin()
    await first.writes('Depuis le premier onglet')
    await first.message('Depuis le premier').getByText(first.say('widget-panel:arrived')).waitFor()

    const second = widgetOn(await first.page.context().newPage(), 'fr')
    await second.page.goto(first.page.url())
    await second.open()
    await second.message('Depuis le premier').waitFor()
    await second.writes('Depuis le second')
    await first.message('Depuis le second').waitFor()
    const { id } = await chat.conversationOf('Depuis le second')
    await chat.answer(id, 'À vos deux onglets')
    for (const widget of [first, second]) {
      await widget.message('À vos deux onglets').waitFor()
      for (const words of ['Depuis le premier onglet', 'Depuis le second', 'À vos deux onglets'])
        expect(await widget.message(words).count(), words).toBe(1)
    }

    await second.text.fill('Pas encore envoyé')
    await second.page.reload()
    await second.open()
    await second.message('À vos deux onglets').waitFor()
    expect(await second.text.inputValue()).toBe('Pas encore envoyé')

    await second.page.keyboard.press('Escape')
    await first.page.keyboard.press('Escape')
    await chat.answer(id, 'Pendant que c’est fermé')
    await expect.poll(() => second.page.title(), patiently).toBe('(1) Fleurs')
    await second.launcher.and(second.page.getByRole('button', { name: /1 message non lu/ })).waitFor()
    await second.open()
    await expect.poll(() => second.page.title(), patiently).toBe('Fleurs')
    // Read in one tab, it is read in the other.
    await expect.poll(() => first.page.title(), patiently).toBe('Fleurs')
  })

  test.for([-1, 1])(
    'issue 3 §1 E46: with the visitor’s clock wrong by %i day, hours are true, today is today and the order is the server’s',
    async (days, context) => {
      const { expect } = context
      const page = await stage().visit(context)
      await page.addInitScript(`{
        const True = Date
        const gap = ${days * 86_400_000}
        Date = class extends True {
          constructor(...given) { given.length > 0 ? super(...given) : super(True.now() + gap) }
          static now() { return True.now() + gap }
        }
      }`)
      await page.goto(chat.site.page(chat.key))
      const widget = widgetOn(page, 'fr')
      await widget.open()
      await widget.panel.getByText('Ouvert', { exact: false }).first().waitFor()
      await widget.panel.locator('.main').click()
      const words = `À l’heure, ${days}`
      await widget.writes(words)
      await widget.message(words).getByText(widget.say('widget-panel:arrived')).waitFor()
      const { id } = await chat.conversationOf(words)
      await chat.answer(id, 'Bien reçu')
      await widget.message('Bien reçu').waitFor()
      await widget.writes('Merci')
      await widget.message('Merci').getByText(widget.say('widget-panel:arrived')).waitFor()
      expect(await widget.panel.locator('.day').allTextContents()).toEqual(['aujourd’hui'])
      const shown = await widget.panel.locator('.words').allTextContents()
      expect(shown).toEqual([words, 'Bien reçu', 'Merci'])
    },
  )

  test.for(['refuse', 'swallow'] as const)(
    'issue 3 §6: where the network lets no live line through (%s) both sides are told by asking, in order and once, and the visitor is not told of a cut that is none',
    async (how, context) => {
      const { expect } = context
      const proxy = await startProxy(stage().program.url)
      context.onTestFinished(() => proxy.close())
      proxy.setSockets(how)
      const chat = await openChat(stage(), {}, proxy.url)
      context.onTestFinished(() => chat.close())
      const widget = await visitor(context, chat)
      await widget.begin()
      const question = `Sans ligne directe, ${how}`
      await widget.writes(question)
      await widget.message(question).getByText(widget.say('widget-panel:arrived')).waitFor()
      const { id } = await chat.conversationOf(question)
      await chat.answer(id, 'On vous lit quand même')
      await widget.message('On vous lit quand même').waitFor()
      await widget.writes('Merci')
      await widget.message('Merci').getByText(widget.say('widget-panel:arrived')).waitFor()
      expect(proxy.linesLetThrough()).toBe(0)
      expect(await widget.panel.getByText(widget.say('widget-panel:offline')).count()).toBe(0)
      expect(await widget.panel.locator('.words').allTextContents()).toEqual([
        question,
        'On vous lit quand même',
        'Merci',
      ])
      expect(await chat.textsOf(id)).toEqual([question, 'On vous lit quand même', 'Merci'])
    },
  )

  test('issue 3 §6: a live line that falls silent without being cut, then is cut for good, holds no answer back', async context => {
    const { expect } = context
    const proxy = await startProxy(stage().program.url)
    context.onTestFinished(() => proxy.close())
    const chat = await openChat(stage(), {}, proxy.url)
    context.onTestFinished(() => chat.close())
    const widget = await visitor(context, chat)
    await widget.begin()
    await widget.writes('Vous m’entendez ?')
    await widget.message('Vous m’entendez ?').getByText(widget.say('widget-panel:arrived')).waitFor()
    const { id } = await chat.conversationOf('Vous m’entendez ?')
    await chat.answer(id, 'Très bien')
    await widget.message('Très bien').waitFor()
    await expect.poll(() => proxy.linesLetThrough(), patiently).toBeGreaterThan(0)

    proxy.setSockets('swallow')
    proxy.mute()
    await chat.answer(id, 'Et maintenant ?')
    // As long as the server's signs may be waited for, on a machine that is busy.
    await widget.message('Et maintenant ?').waitFor({ timeout: 3 * patiently.timeout })
    proxy.setSockets('refuse')
    proxy.cut()
    await chat.answer(id, 'Toujours là')
    await widget.message('Toujours là').waitFor()
    await widget.writes('Oui')
    await widget.message('Oui').getByText(widget.say('widget-panel:arrived')).waitFor()
    expect(await widget.panel.locator('.words').allTextContents()).toEqual([
      'Vous m’entendez ?',
      'Très bien',
      'Et maintenant ?',
      'Toujours là',
      'Oui',
    ])
  })

  let renewed: Promise<{ secret: string }> | undefined
  /** What makes a site's visitor known on the pages of their devices. */
  const aPerson = async (name: string) => {
    renewed ??= stage().as('administrator').channels.renewIdentitySecret({ id: chat.channelId })
    const { secret } = await renewed
    const who = {
      userId: `${name}-${Date.now()}`,
      name,
      signedAt: Math.floor(Date.now() / 1000),
    }
    const hash = createHmac('sha256', secret)
      .update([who.signedAt, who.userId, '', who.name].join('\n'))
      .digest('hex')
    return (widget: Widget) => widget.page.evaluate(`Boucle('identify', ${JSON.stringify({ ...who, hash })})`)
  }

  test('issue 3 §6: what was asked for before the live line opened, and answered after, hides nothing that was said between', async context => {
    const identify = await aPerson('Corentin Le Bihan')
    const phone = await visitor(context)
    await phone.launcher.waitFor()
    await identify(phone)
    await phone.begin()

    const tablet = await visitor(context)
    const [asked, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const said = Promise.withResolvers<void>()
    let isFirst = true
    await tablet.page.route('**/messages', async route => {
      if (!isFirst || route.request().method() !== 'GET') return route.continue()
      isFirst = false
      const answer = await route.fetch()
      asked.resolve()
      await opened.promise
      await pause(500) // the page knows by then that its line is open
      await route.fulfill({ response: answer })
    })
    await tablet.page.routeWebSocket(/\/widget\/live/, async line => {
      await said.promise
      const server = line.connectToServer()
      server.onMessage(words => {
        line.send(words)
        // socket.io says that the line is open.
        if (String(words).startsWith('40')) opened.resolve()
      })
    })
    await tablet.launcher.waitFor()
    await identify(tablet)
    await tablet.begin()
    await asked.promise
    await phone.writes('Entre les deux')
    await phone.message('Entre les deux').getByText(phone.say('widget-panel:arrived')).waitFor()
    said.resolve()
    await tablet.message('Entre les deux').waitFor()
  })

  test('issue 3 §6 E48: two devices of one signed visitor, one of them without a network for a while, show one conversation in one order', async context => {
    const { expect } = context
    const identify = await aPerson('Maëlle Riou')
    const device = async () => {
      const widget = await visitor(context)
      await widget.launcher.waitFor()
      await identify(widget)
      await widget.begin()
      return widget
    }
    // Both are open before the first word is said.
    const [phone, tablet] = [await device(), await device()]
    await phone.writes('Du téléphone')
    await tablet.message('Du téléphone').waitFor()
    await phone.page.context().setOffline(true)
    await phone.writes('Du téléphone, coupé')
    await tablet.writes('De la tablette')
    await tablet.message('De la tablette').getByText(tablet.say('widget-panel:arrived')).waitFor()
    const { id } = await chat.conversationOf('De la tablette')
    await chat.answer(id, 'À vos deux appareils')
    await tablet.message('À vos deux appareils').waitFor()
    expect(await phone.message('À vos deux appareils').count()).toBe(0)
    await phone.page.context().setOffline(false)
    const all = ['Du téléphone', 'De la tablette', 'À vos deux appareils', 'Du téléphone, coupé']
    for (const widget of [phone, tablet])
      await expect.poll(() => widget.panel.locator('.words').allTextContents(), patiently).toEqual(all)
    expect(await chat.textsOf(id)).toEqual(all)
  })
}

/** The server is killed while a visitor writes. */
export function talkThroughKills(stage: () => Stage): void {
  test('issue 3 §1: the server is killed and started again under an open conversation: what was written meanwhile arrives once', async context => {
    const { expect } = context
    const chat = await openChat(stage(), {})
    context.onTestFinished(() => chat.close())
    const page = await stage().visit(context)
    await page.goto(chat.site.page(chat.key))
    const widget = widgetOn(page, 'fr')
    await widget.begin()
    await widget.writes('Avant la panne')
    await widget.message('Avant la panne').getByText(widget.say('widget-panel:arrived')).waitFor()
    await stage().program.kill()
    await widget.writes('Pendant la panne')
    await widget.panel.getByText(widget.say('widget-panel:offlineKept', { count: 1 })).waitFor()
    await stage().program.restart()
    await widget.message('Pendant la panne').getByText(widget.say('widget-panel:arrived')).waitFor()
    expect(
      await widget.message(new RegExp(`^${escapePattern('Pendant la panne')}`)).count(),
    ).toBeLessThanOrEqual(1)
    expect(await widget.message('Pendant la panne').count()).toBe(1)
    expect(await widget.panel.getByText(widget.say('widget-panel:offline')).count()).toBe(0)
  })
}
