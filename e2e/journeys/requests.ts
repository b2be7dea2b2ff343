import type { Locator, Page } from 'playwright-core'
import { test } from 'vitest'
import { findDefects, focusDefect, sidewaysScroll } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes, workspace } from '../stage.ts'

const words = {
  fr: {
    address: 'Votre adresse e-mail',
    about: 'Autre chose',
    message: 'Votre message',
    send: 'Envoyer',
    sendMore: 'Envoyer le message',
    close: 'Clore la demande',
    reopen: 'Rouvrir la demande',
    sent: 'Votre message est arrivé.',
    closed: 'La demande est close. Merci.',
    reopened: 'La demande est rouverte.',
    asks: 'Puis-je changer la carte qui accompagne mon bouquet ?',
    answer: 'Bonjour, oui : dites-nous le nouveau texte.',
    more: 'Avec toute mon affection, Solenn.',
  },
  en: {
    address: 'Your email address',
    about: 'Something else',
    message: 'Your message',
    send: 'Send',
    sendMore: 'Send the message',
    close: 'Close the request',
    reopen: 'Reopen the request',
    sent: 'Your message has arrived.',
    closed: 'The request is closed. Thank you.',
    reopened: 'The request is open again.',
    asks: 'May I change the card that comes with my bouquet?',
    answer: 'Hello, yes: tell us the new words.',
    more: 'With all my love, Solenn.',
  },
} as const

/** A customer finds the house, asks and follows the request: without a script, a mouse or a wide screen. */
export function followRequests(stage: () => Stage): void {
  for (const language of ['fr', 'en'] as const) {
    const say = words[language]
    test(`E24 E46 ACC-1 ACC-2: from the contact page to a form, its answer, a reply, closed and reopened, by the keyboard alone on a phone without scripts (${language})`, async context => {
      const { expect } = context
      const { visit, as, outbox } = stage()
      const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
      const address = `solenn.${language}@mail.test`
      const page = await visit(context, { locale, viewport: sizes.phone, javaScriptEnabled: false })
      // The same pages again, where they can be looked at by a program.
      const mirror = await visit(context, { locale, viewport: sizes.phone })
      const looksWell = async () => {
        await mirror.goto(page.url())
        for (const colorScheme of ['light', 'dark'] as const) {
          await mirror.emulateMedia({ colorScheme })
          expect(await findDefects(mirror), `${page.url()} ${colorScheme}`).toEqual([])
        }
        expect(await sidewaysScroll(mirror)).toBe(0)
        expect(await hiddenFocus(mirror), page.url()).toEqual([])
      }
      const press = async (name: string, role: 'button' | 'link' = 'button') => {
        await tabTo(page, page.getByRole(role, { name, exact: true }))
        await page.keyboard.press('Enter')
        await page.waitForLoadState()
      }
      const write = async (label: string, text: string) => {
        await tabTo(page, page.getByLabel(label))
        await page.keyboard.type(text)
      }

      await page.goto(`/contact/${workspace}?lang=${language}`)
      await looksWell()
      const form = page.locator('a[href^="/f/"]').first()
      await tabTo(page, form)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/f/**')
      await looksWell()
      // A person takes longer than this; a program is asked to send once more.
      await page.waitForTimeout(2100)
      await write(say.address, address)
      await tabToChoice(page, say.about)
      await write(say.message, say.asks)
      await press(say.send)
      await page.waitForURL('**received=1**')
      await looksWell()

      const acknowledged = await outbox.mailTo(address)
      const link = /\/r\/[\w-]{43}/.exec(acknowledged.text ?? '')![0]
      const { id } = await conversationOf(stage(), address)
      await as('adviser').conversations.write({ id, text: say.answer })
      await outbox.mailTo(address, mail => mail.text?.includes(say.answer) ?? false)

      await page.goto(`${link}?lang=${language}`)
      await expect.poll(() => page.getByText(say.answer).count(), patiently).toBe(1)
      await looksWell()
      await write(say.message, say.more)
      await press(say.sendMore)
      await page.getByText(say.sent).waitFor()
      await page.getByText(say.more).waitFor()
      await looksWell()
      await press(say.close)
      await page.getByText(say.closed).waitFor()
      await looksWell()
      expect((await as('adviser').conversations.get({ id })).status).toBe('closed')
      await press(say.reopen)
      await page.getByText(say.reopened).waitFor()
      expect((await as('adviser').conversations.get({ id })).status).toBe('open')
    })
  }
}

/** Radio buttons are one stop of the keyboard: the arrows choose among them. */
async function tabToChoice(page: Page, label: string): Promise<void> {
  const choices = page.getByRole('radio')
  await tabTo(page, choices.first())
  const wanted = page.getByRole('radio', { name: label })
  for (let step = 0; step < (await choices.count()) && !(await wanted.isChecked()); step += 1)
    await page.keyboard.press('ArrowDown')
}

async function conversationOf({ as }: Stage, address: string): Promise<{ id: string }> {
  const { items } = await as('administrator').conversations.list({ view: 'all', q: address })
  return items[0]!
}

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let stop = 0; stop < 60; stop += 1) {
    if (await element.evaluate(one => one === one.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab never came there')
}

/** Goes through a page by Tab, to its end: stops whose focus is not seen. */
async function hiddenFocus(page: Page): Promise<string[]> {
  const defects: string[] = []
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab')
    const defect = await focusDefect(page)
    if (defect === 'the focus is nowhere') return defects
    if (defect) defects.push(defect)
  }
  return defects
}
