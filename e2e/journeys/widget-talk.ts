import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, type TestContext, test, vi } from 'vitest'
import type { Role } from '#contract/common.ts'
import { type ChatAtWork, openChat } from '../chat.ts'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Widget, widgetOn } from '../widget.ts'
import { escapePattern, type Language, patternOf } from '../words.ts'

/** A visitor and an adviser, each at their own screen, both real. */
export function talkOnPages(stage: () => Stage): void {
  let chat: ChatAtWork
  beforeAll(async () => {
    chat = await openChat(stage(), {
      welcome: { fr: 'Bonjour', en: 'Hello' },
      away: { fr: 'Nous répondrons par e-mail.', en: 'We will answer by e-mail.' },
    })
  }, 60_000)
  afterAll(() => chat?.close())

  const visitor = async (context: TestContext, language: Language, options: object = {}): Promise<Widget> => {
    const page = await stage().visit(context, options)
    await page.goto(chat.site.page(chat.key, { language }))
    return widgetOn(page, language)
  }
  const conversationOf = (words: string) =>
    vi.waitFor(
      async () => {
        const { items } = await stage().call<{
          items: { id: string; number: number; preview: string; contact: { name: string } }[]
        }>('administrator', 'GET', '/conversations?view=all&limit=100')
        const found = items.find(({ preview }) => preview?.includes(words))
        if (!found) throw new Error(`Nobody has written “${words}” yet`)
        return found
      },
      { ...patiently, interval: 200 },
    )
  const answer = (id: string, text: string) =>
    stage().call<{ id: string }>('adviser', 'POST', `/conversations/${id}/messages`, {
      kind: 'reply',
      text,
      channelId: chat.channelId,
    })

  test.for<[Language, 'desk' | 'phone', Role]>([
    ['fr', 'desk', 'adviser'],
    ['en', 'phone', 'supervisor'],
  ])(
    'Q5 A13 A21 (%s, %s): a visitor writes, the %s reads it at the desk, the visitor sees who is typing and has the answer; what was read is marked, and moving pictures pass',
    async ([language, size, role], context) => {
      const { expect } = context
      const isFrench = language === 'fr'
      const page = await stage().enter(context, role, { language, path: '/desk/unassigned' })
      const desk = deskOn(page, language)
      const widget = await visitor(context, language, { viewport: sizes[size] })
      const { say } = widget
      await widget.begin()
      const question = isFrench ? 'Où est mon bouquet de pivoines ?' : 'Where is my bouquet of peonies?'
      await widget.writes(question)
      await widget.message(question).getByText(say('widget-panel:arrived')).waitFor()

      const { number, id } = await conversationOf(question)
      await page.goto(`/w/maison-bleuet/desk/all/${number}`)
      await desk.message(question).waitFor()
      await widget.message(question).getByText(say('widget-panel:seen')).waitFor()

      // The visitor sees that somebody answers.
      await page.keyboard.press('r')
      await page.keyboard.type(isFrench ? 'Je regarde' : 'I am looking', { delay: 30 })
      await widget.panel.getByText(patternOf(say, 'widget-panel:typing', 'name')).waitFor()

      const words = isFrench ? 'Il arrive à 14 h 🌷' : 'It comes at 2 pm 🌷'
      await answer(id, words)
      await widget.message(words).waitFor()
      expect(await widget.announced()).toHaveLength(1)

      await widget.panel.locator('input[type=file]').setInputFiles({
        name: 'bouquet.gif',
        mimeType: 'image/gif',
        buffer: Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64'),
      })
      await widget.panel.getByText('bouquet.gif').waitFor()
      await widget.panel.getByText(say('widget-panel:uploading')).waitFor({ state: 'detached' })
      await widget.sendButton.click()
      const picture = widget.panel.getByRole('img', { name: 'bouquet.gif' })
      await picture.waitFor()
      await expect
        .poll(
          () => picture.evaluate(one => (one as unknown as { naturalWidth: number }).naturalWidth),
          patiently,
        )
        .toBe(1)
      await desk.thread.getByText('bouquet.gif').first().waitFor()
      expect(
        await widget.panel
          .getByText(say('widget-panel:arrived'))
          .or(widget.panel.getByText(say('widget-panel:seen')))
          .count(),
      ).toBeGreaterThan(1)
    },
  )

  test('issue 3 §1: at the desk Enter sends in a chat, Shift Enter starts a line, the Enter that ends a composition sends nothing; the chat that was opened stays in its view', async context => {
    const { expect } = context
    const widget = await visitor(context, 'fr')
    await widget.begin()
    const question = 'Avez-vous des renoncules ?'
    await widget.writes(question)
    const { contact, number } = await conversationOf(question)
    const page = await stage().enter(context, 'adviser', { path: `/desk/unassigned/${number}` })
    const desk = deskOn(page, 'fr')
    await widget.message(question).getByText(widget.say('widget-panel:seen')).waitFor()

    const field = desk.replyText(contact.name)
    await field.click()
    await desk.pane.getByText(desk.say('desk:compose.enterSends')).waitFor()
    await page.keyboard.type('Oui, roses')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('et blanches')
    for (const key of [{ isComposing: true }, { keyCode: 229 }])
      await field.dispatchEvent('keydown', { key: 'Enter', ...key })
    expect(await field.inputValue()).toBe('Oui, roses\net blanches')
    expect(await widget.panel.locator('.words').allTextContents()).toEqual([question])
    await desk.waitForSavedDraft()
    // Being read changes nothing of the row, which waits for somebody to take it.
    expect(await desk.row(contact.name).filter({ hasText: question }).count()).toBe(1)
    expect(await desk.rows.getByText(desk.say('desk:list.gone')).count()).toBe(0)

    await page.keyboard.press('Enter')
    await widget.message('et blanches').waitFor()
    expect(await widget.panel.locator('.words').allTextContents()).toEqual([
      question,
      'Oui, roses\net blanches',
    ])
    expect(await field.inputValue()).toBe('')
  })

  test('ACC-1: what a screen reader hears: the name of the dialog, each answer once and in order, the history never, and the thread as a list', async context => {
    const { expect } = context
    const widget = await visitor(context, 'fr')
    await widget.begin()
    await widget.writes('Lisez-moi à voix haute')
    await widget.message('Lisez-moi').getByText(widget.say('widget-panel:arrived')).waitFor()
    const { id } = await conversationOf('Lisez-moi à voix haute')
    await answer(id, 'Première réponse')
    await widget.message('Première réponse').waitFor()
    await answer(id, 'Seconde réponse')
    await widget.message('Seconde réponse').waitFor()
    const said = await widget.announced()
    expect(said.map(line => line.replace(/^\p{L}+\u00a0: /u, ''))).toEqual([
      'Première réponse',
      'Seconde réponse',
    ])
    for (const line of said) expect(line).toMatch(/^\p{L}+\u00a0: /u)
    const tree = await widget.panel.ariaSnapshot()
    expect(tree).toMatch(/^- dialog "Discussion avec Maison Bleuet"/)
    const order = [
      'button "Retour',
      'heading',
      'button "Fermer',
      'list',
      'Lisez-moi',
      'Première réponse',
      'Seconde réponse',
      'textbox "Votre message"',
      'button "Envoyer"',
    ]
    expect(
      order.map(part => tree.indexOf(part)).every((place, index, all) => place > (all[index - 1] ?? -1)),
    ).toBe(true)

    // Loaded again, the history is there and is not read aloud.
    await widget.page.reload()
    await widget.open()
    await widget.message('Seconde réponse').waitFor()
    expect(await widget.announced()).toEqual([])
  })

  test('issue 3 §1: without a network what is written is kept, said so, and arrives once and in order, what was answered meanwhile included', async context => {
    const { expect } = context
    const widget = await visitor(context, 'fr')
    const { say } = widget
    await widget.begin()
    await widget.writes('Avant la coupure')
    await widget.message('Avant la coupure').getByText(say('widget-panel:arrived')).waitFor()
    const { id } = await conversationOf('Avant la coupure')

    await widget.page.context().setOffline(true)
    const written = ['Pendant, un', 'Pendant, deux', 'Pendant, trois']
    for (const words of written) await widget.writes(words)
    await widget.panel.getByText(say('widget-panel:offlineKept', { count: 3 })).waitFor()
    await answer(id, 'Réponse pendant la coupure')
    await widget.page.waitForTimeout(8000)
    expect(await widget.message('Réponse pendant').count()).toBe(0)

    await widget.page.context().setOffline(false)
    await widget.message('Réponse pendant').waitFor()
    for (const words of written) await widget.message(words).getByText(say('widget-panel:arrived')).waitFor()
    await widget.panel.getByText(say('widget-panel:offlineKept', { count: 3 })).waitFor({ state: 'detached' })
    expect(await textsOf(id)).toEqual(['Avant la coupure', 'Réponse pendant la coupure', ...written])
    for (const words of written) expect(await widget.message(words).count(), words).toBe(1)
  })

  test('issue 3 §1: an answer of the server that is lost on its way doubles nothing', async context => {
    const { expect } = context
    const widget = await visitor(context, 'fr')
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
    const { id } = await conversationOf('Et la suite')
    expect(await textsOf(id)).toEqual(['Deux fois perdu', 'Et la suite'])
    expect(lost).toBeGreaterThan(0)
  })

  test('issue 3 §1: two tabs hold one conversation; loaded again, it goes on with the words that were being written; the title counts what is unread', async context => {
    const { expect } = context
    const first = await visitor(context, 'fr')
    await first.begin()
    await first.writes('Depuis le premier onglet')
    await first.message('Depuis le premier').getByText(first.say('widget-panel:arrived')).waitFor()

    const second = widgetOn(await first.page.context().newPage(), 'fr')
    await second.page.goto(first.page.url())
    await second.open()
    await second.message('Depuis le premier').waitFor()
    await second.writes('Depuis le second')
    await first.message('Depuis le second').waitFor()
    const { id } = await conversationOf('Depuis le second')
    await answer(id, 'À vos deux onglets')
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
    await answer(id, 'Pendant que c’est fermé')
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
      const { id } = await conversationOf(words)
      await answer(id, 'Bien reçu')
      await widget.message('Bien reçu').waitFor()
      await widget.writes('Merci')
      await widget.message('Merci').getByText(widget.say('widget-panel:arrived')).waitFor()
      expect(await widget.panel.locator('.day').allTextContents()).toEqual(['aujourd’hui'])
      const shown = await widget.panel.locator('.words').allTextContents()
      expect(shown).toEqual([words, 'Bien reçu', 'Merci'])
    },
  )

  test('issue 3 §1: who the site signs for is the person it knows; a forged identity is refused, said so, and what was written is kept', async context => {
    const { expect } = context
    const { secret } = await stage().call<{ secret: string }>(
      'administrator',
      'POST',
      `/channels/${chat.channelId}/identity-secret`,
    )
    const who = {
      userId: `client-${Date.now()}`,
      name: 'Rozenn Le Bras',
      signedAt: Math.floor(Date.now() / 1000),
    }
    // As docs/widget.md tells a site to sign.
    const hash = createHmac('sha256', secret)
      .update([who.signedAt, who.userId, '', who.name].join('\n'))
      .digest('hex')

    const forged = await visitor(context, 'fr')
    await forged.launcher.waitFor()
    await forged.page.evaluate(`Boucle('identify', ${JSON.stringify({ ...who, userId: 'client-1', hash })})`)
    await forged.begin()
    await forged.writes('Je suis quelqu’un d’autre')
    await forged
      .message('Je suis quelqu’un d’autre')
      .getByText(forged.say('server-chat:forged_identity'))
      .waitFor()

    const known = await visitor(context, 'fr')
    await known.launcher.waitFor()
    await known.page.evaluate(`Boucle('identify', ${JSON.stringify({ ...who, hash })})`)
    await known.begin()
    await known.writes('C’est bien moi')
    await known.message('C’est bien moi').getByText(known.say('widget-panel:arrived')).waitFor()
    const { contact } = await conversationOf('C’est bien moi')
    expect(contact.name).toBe('Rozenn Le Bras')

    // On another device the site says who it is, and the conversation is there.
    const elsewhere = await visitor(context, 'fr')
    await elsewhere.launcher.waitFor()
    await elsewhere.page.evaluate(`Boucle('identify', ${JSON.stringify({ ...who, hash })})`)
    await elsewhere.open()
    await elsewhere.message('C’est bien moi').waitFor()
  })

  test('BOT-7 Q6: the visitor downloads the dated conversation, then gets it by e-mail once the address is proved', async context => {
    const { expect } = context
    const widget = await visitor(context, 'fr')
    const { say, panel, page } = widget
    await widget.begin()
    await widget.writes('Gardez ceci')
    await widget.message('Gardez ceci').getByText(say('widget-panel:arrived')).waitFor()
    const { id } = await conversationOf('Gardez ceci')
    await answer(id, 'C’est gardé')
    await widget.message('C’est gardé').waitFor()

    await panel.getByRole('button', { name: say('widget-panel:menu') }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: say('widget-panel:download') }).click(),
    ])
    const file = await readFile(await download.path(), 'utf8')
    expect(download.suggestedFilename()).toBe('conversation.html')
    expect(file).toMatch(/Gardez ceci[\s\S]*C’est gardé/)

    await panel.getByRole('button', { name: say('widget-panel:menu') }).click()
    await panel.getByRole('button', { name: say('widget-panel:mailTranscript') }).click()
    const address = `gwenn.${Date.now()}@mail.test`
    await panel.getByLabel(say('widget-panel:addressForTranscript')).fill(address)
    await panel.getByRole('button', { name: say('widget-panel:keepAddress') }).click()
    await panel.getByText(say('widget-panel:codeSent', { address })).waitFor()
    const mail = await stage().outbox.mailTo(address)
    const code = mail.text?.match(/\b\d{6}\b/)?.[0]
    await panel.getByLabel(say('widget-panel:codeLabel')).fill('000000')
    await panel.getByRole('button', { name: say('widget-panel:confirm') }).click()
    await panel.getByText(say('server-chat:wrong_code')).waitFor()
    await panel.getByLabel(say('widget-panel:codeLabel')).fill(code!)
    await panel.getByRole('button', { name: say('widget-panel:confirm') }).click()
    await panel.getByText(say('widget-panel:transcriptSent', { address })).waitFor()
    const transcript = await stage().outbox.mailTo(address, one => Boolean(one.text?.includes('C’est gardé')))
    expect(transcript.text).toContain('Gardez ceci')
  })

  /** What the conversation says, oldest first, as the desk has it. */
  async function textsOf(id: string): Promise<string[]> {
    const { items } = await stage().call<{ items: { text: string; direction: string; at: string }[] }>(
      'administrator',
      'GET',
      `/conversations/${id}/messages?limit=100`,
    )
    return items
      .filter(({ direction }) => direction !== 'internal')
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .map(({ text }) => text)
  }
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
