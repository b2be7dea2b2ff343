import { expect, test } from 'vitest'
import type { Role } from '#contract/common.ts'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'
import { type Language, patternOf } from '../words.ts'

interface Reason {
  parentId: string | null
  labelFr: string
  labelEn: string
}

interface Teller {
  language: Language
  role: Role
  customer: string
  first: { subject: string; text: string }
  second: string
  note: string
  comment: string
}

const tellers: Teller[] = [
  {
    language: 'fr',
    role: 'adviser',
    customer: 'Zélie Bonnefoy',
    first: { subject: 'Bouquet jamais reçu', text: 'Bonjour, le bouquet de ma mère n’est pas arrivé.' },
    second: 'Toujours rien ce matin, que se passe-t-il ?',
    note: 'La boutique de Lyon cherche le colis.',
    comment: 'Deux jours de retard pour un anniversaire.',
  },
  {
    language: 'en',
    // The language is the person's: two people, for two languages at a time.
    role: 'administrator',
    customer: 'Rowan Ashdown',
    first: { subject: 'Wreath never delivered', text: 'Hello, the wreath I ordered has not arrived.' },
    second: 'Still nothing this morning, what is happening?',
    note: 'The Lyon shop is looking for the parcel.',
    comment: 'Two days late for a funeral.',
  },
]

/** The main story of the product, from the first mail of a customer to the call that repairs it. */
export function tellStory(stage: () => Stage): void {
  test.concurrent.for(tellers)(
    'A8 A9 A10 E46 E50 ($language): a customer writes, an adviser answers from the keyboard alone, calls the answer back, sends it again, notes, gives a reason and closes',
    async (teller, context) => {
      const { enter, call, outbox } = stage()
      const customer = stage().customer(teller.customer, teller.language)
      const page = await enter(context, teller.role, { language: teller.language, path: '/desk/unassigned' })
      const desk = deskOn(page, teller.language)
      const { say } = desk
      const { items: reasons } = await call<{ items: Reason[] }>('adviser', 'GET', '/reasons')
      const reason = reasons.find(one => one.parentId !== null)!
      const reasonName = teller.language === 'fr' ? reason.labelFr : reason.labelEn
      await desk.rows.first().waitFor()

      // It arrives on top, by itself.
      const firstId = await customer.writes(teller.first)
      await expect.poll(() => desk.rows.first().textContent(), patiently).toContain(customer.name)

      await desk.openByKeyboard(customer.name)
      await desk.message(teller.first.text).waitFor()
      await page.keyboard.press('t')
      await desk.undoBar.getByText(say('desk:done.taken')).waitFor()

      await page.keyboard.press('r')
      await desk.isFocused(desk.replyText(customer.name))
      await page.keyboard.type('é @ € moją')
      await expect.poll(() => desk.replyText(customer.name).inputValue(), patiently).toBe('é @ € moją')
      await page.keyboard.press('ControlOrMeta+Enter')
      await desk.message('é @ € moją').waitFor()
      await expect.poll(() => desk.replyText(customer.name).inputValue(), patiently).toBe('')

      // Called back: the words are in the composer again.
      await desk.undoBar.getByText(patternOf(say, 'desk:compose.leaving', 'seconds')).waitFor()
      await desk.undoButton.press('Enter')
      await expect.poll(() => desk.replyText(customer.name).inputValue(), patiently).toBe('é @ € moją')
      await desk.message('é @ € moją').getByText(say('desk:message.delivery.cancelled')).waitFor()

      await page.keyboard.press('r')
      await desk.isFocused(desk.replyText(customer.name))
      await page.keyboard.press('End')
      await page.keyboard.type(' !')
      await page.keyboard.press('ControlOrMeta+Enter')
      await desk.message('é @ € moją !').waitFor()
      await page.keyboard.press('Escape')

      await page.keyboard.press('n')
      await desk.isFocused(desk.noteText)
      await page.keyboard.type(teller.note)
      await page.keyboard.press('ControlOrMeta+Enter')
      await expect
        .poll(() => desk.message(teller.note).getAttribute('aria-label'), patiently)
        .toContain(say('desk:message.note'))
      await page.keyboard.press('Escape')

      await page.keyboard.press('m')
      await page.getByRole('combobox', { name: say('desk:pick.reason') }).waitFor()
      await page.keyboard.type(reasonName)
      await page.keyboard.press('Enter')
      await desk.undoBar.getByText(reasonName).waitFor()

      // The answer left as a mail, and the customer answers it: the same thread, under the eyes.
      const sent = await outbox.mailTo(customer.address, mail => Boolean(mail.text?.includes('é @ € moją !')))
      expect(sent.from?.address).toBe(
        teller.language === 'fr' ? 'bonjour@maison-bleuet.test' : 'hello@maison-bleuet.test',
      )
      expect(sent.references ?? sent.inReplyTo).toContain(firstId)
      await customer.writes({
        subject: `Re: ${teller.first.subject}`,
        text: teller.second,
        inReplyTo: sent.messageId,
        references: [firstId, sent.messageId!],
      })
      await desk.message(teller.second).waitFor()
      expect(await page.getByText(say('desk:message.note')).count()).toBe(1)

      await page.keyboard.press('e')
      await desk.undoBar.getByText(say('desk:done.closed')).waitFor()

      // The question that follows: a page that needs no script, wide as a small phone.
      const asked = await outbox.mailTo(customer.address, mail => /\/s\/[\w-]{43}/.test(mail.text ?? ''))
      const link = /http\S+\/s\/[\w-]{43}/.exec(asked.text!)![0]
      const phone = await stage().visit(context, {
        javaScriptEnabled: false,
        viewport: { width: 360, height: 740 },
        locale: teller.language === 'fr' ? 'fr-FR' : 'en-GB',
      })
      await phone.goto(link)
      expect(await phone.evaluate('document.documentElement.lang')).toBe(teller.language)
      expect(await phone.getByRole('radio', { checked: true }).count()).toBe(0)
      // A thumb chooses on the whole square, not on a dot.
      await phone
        .locator('label')
        .filter({ has: phone.getByRole('radio', { name: /^2/ }) })
        .click()
      await phone.getByRole('textbox').fill(teller.comment)
      await page.goBack()
      await phone.getByRole('button', { name: say('surveypage:send') }).click()
      await phone.getByRole('heading', { name: say('surveypage:thanks') }).waitFor()
    },
  )
}
