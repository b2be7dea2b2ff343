import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, type TestContext, test } from 'vitest'
import type { Role } from '#contract/common.ts'
import { type ChatAtWork, openChat } from '../chat.ts'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Widget, widgetOn } from '../widget.ts'
import { type Language, patternOf } from '../words.ts'

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

      const { number, id } = await chat.conversationOf(question)
      await page.goto(`/w/maison-bleuet/desk/all/${number}`)
      await desk.message(question).waitFor()
      await widget.message(question).getByText(say('widget-panel:seen')).waitFor()

      // The visitor sees that somebody answers.
      await page.keyboard.press('r')
      await page.keyboard.type(isFrench ? 'Je regarde' : 'I am looking', { delay: 30 })
      await widget.panel.getByText(patternOf(say, 'widget-panel:typing', 'name')).waitFor()

      const words = isFrench ? 'Il arrive à 14 h 🌷' : 'It comes at 2 pm 🌷'
      await chat.answer(id, words)
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
    const { contact, number } = await chat.conversationOf(question)
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
    const { id } = await chat.conversationOf('Lisez-moi à voix haute')
    await chat.answer(id, 'Première réponse')
    await widget.message('Première réponse').waitFor()
    await chat.answer(id, 'Seconde réponse')
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

  test('issue 3 §1: who the site signs for is the person it knows; a forged identity is refused, said so, and what was written is kept', async context => {
    const { expect } = context
    const { secret } = await stage().as('administrator').channels.renewIdentitySecret({ id: chat.channelId })
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
    const { contact } = await chat.conversationOf('C’est bien moi')
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
    const { id } = await chat.conversationOf('Gardez ceci')
    await chat.answer(id, 'C’est gardé')
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

  test('Q6: a visitor who ends the conversation may keep it and is asked for nothing more; writing again opens the same one', async context => {
    const { expect } = context
    const widget = await visitor(context, 'fr')
    const { say, panel } = widget
    await widget.begin()
    await widget.writes('Une dernière question')
    await widget.message('Une dernière question').getByText(say('widget-panel:arrived')).waitFor()
    const { id } = await chat.conversationOf('Une dernière question')
    const menu = panel.getByRole('button', { name: say('widget-panel:menu') })
    const end = panel.getByRole('button', { name: say('widget-panel:end') })
    await menu.click()
    await end.click()
    await panel.getByText(say('widget-panel:ended')).waitFor()
    await panel.getByRole('button', { name: say('widget-panel:download') }).waitFor()
    expect(await panel.getByRole('button', { name: say('widget-panel:byMail') }).count()).toBe(0)
    await menu.click()
    expect(await end.count()).toBe(0)
    await widget.page.keyboard.press('Escape')

    await widget.writes('Encore une')
    await widget.message('Encore une').getByText(say('widget-panel:arrived')).waitFor()
    await panel.getByText(say('widget-panel:ended')).waitFor({ state: 'detached' })
    expect(await chat.textsOf(id)).toEqual(['Une dernière question', 'Encore une'])
    await menu.click()
    await end.waitFor()
  })
}
