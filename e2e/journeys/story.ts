import type { Page } from 'playwright-core'
import { test } from 'vitest'
import type { Role } from '#contract/common.ts'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'
import { type Language, patternOf, type Say } from '../words.ts'

interface Teller {
  language: Language
  /** Who answers, and who repairs. */
  role: Role
  lead: Role
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
    lead: 'supervisor',
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
    lead: 'administrator',
    customer: 'Rowan Ashdown',
    first: { subject: 'Wreath never delivered', text: 'Hello, the wreath I ordered has not arrived.' },
    second: 'Still nothing this morning, what is happening?',
    note: 'The Lyon shop is looking for the parcel.',
    comment: 'Two days late for a funeral.',
  },
]

/** The main story of the product, from the first mail of a customer to the call that repairs it. */
export function tellStory(stage: () => Stage): void {
  test.for(tellers)(
    'A8 A9 A10 E46 E48 E50 Q37 D19 ($language): a customer writes, an adviser answers from the keyboard alone, calls the answer back, sends it again, notes, gives a reason and closes; the customer is asked, is not satisfied, and is called back',
    async (teller, context) => {
      const { expect } = context
      const { enter, as, outbox } = stage()
      const customer = stage().customer(teller.customer, teller.language)
      const page = await enter(context, teller.role, { language: teller.language, path: '/desk/unassigned' })
      const desk = deskOn(page, teller.language)
      const { say } = desk
      const { items: reasons } = await as('adviser').conversations.listReasons()
      const reason = reasons.find(one => one.parentId !== null)!
      const reasonName = teller.language === 'fr' ? reason.labelFr : reason.labelEn
      const formerlyFirst = await desk.rows.first().textContent()

      // It arrives above, by itself; other customers may come at the same moment.
      const firstId = await customer.writes(teller.first)
      await expect
        .poll(async () => (await desk.rows.allTextContents()).join().split(formerlyFirst!)[0], patiently)
        .toContain(customer.name)

      await desk.openByKeyboard(customer.name)
      await desk.message(teller.first.text).waitFor()
      await page.keyboard.press('t')
      await desk.undoBar.getByText(say('desk:done.taken')).waitFor()

      await page.keyboard.press('r')
      await page.keyboard.type('é @ € moją')
      await expect.poll(() => desk.replyText(customer.name).inputValue(), patiently).toBe('é @ € moją')
      await page.keyboard.press('ControlOrMeta+Enter')
      await desk.message('é @ € moją').waitFor()
      await expect.poll(() => desk.replyText(customer.name).inputValue(), patiently).toBe('')

      // Called back: the words are in the composer again.
      await desk.undoBar.getByText(patternOf(say, 'desk:compose.leaving', 'seconds')).waitFor()
      await desk.undoButton.press('Enter')
      await expect.poll(() => desk.replyText(customer.name).inputValue(), patiently).toBe('é @ € moją')
      await desk.message('é @ € moją').waitFor({ state: 'detached' })

      await page.keyboard.press('r')
      await desk.isFocused(desk.replyText(customer.name))
      await page.keyboard.press('End')
      await page.keyboard.type(' !')
      await page.keyboard.press('ControlOrMeta+Enter')
      await desk.message('é @ € moją !').waitFor()
      await page.keyboard.press('Escape')

      await page.keyboard.press('n')
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

      const address = page.url().replace('/desk/unassigned/', '/desk/all/')
      await page.keyboard.press('e')
      await desk.undoBar.getByText(say('desk:done.closed')).waitFor()
      // After the closure, the next one that waits.
      await expect.poll(() => page.url(), patiently).not.toContain(address.split('/').at(-1))

      const lead = await enter(context, teller.lead, {
        language: teller.language,
        path: '/loops/recoveries?view=list',
      })
      await lead.getByRole('list', { name: say('loops:list.label') }).waitFor()
      await page.goto(address)
      await desk.message(teller.second).waitFor()

      // The question that follows: a page that needs no script, on a small phone.
      const asked = await outbox.mailTo(customer.address, mail => surveyLink.test(mail.text ?? ''))
      const phone = await stage().visit(context, {
        javaScriptEnabled: false,
        viewport: { width: 360, height: 740 },
        hasTouch: true,
        isMobile: true,
        locale: teller.language === 'fr' ? 'fr-FR' : 'en-GB',
      })
      await phone.goto(surveyLink.exec(asked.text!)![0])
      expect(await phone.locator('html').getAttribute('lang')).toBe(teller.language)
      expect(await phone.getByRole('radio', { checked: true }).count()).toBe(0)
      // A thumb presses the whole square, not a dot.
      await phone
        .locator('label')
        .filter({ has: phone.getByRole('radio', { name: /^2/ }) })
        .tap()
      await phone.getByRole('textbox').fill(teller.comment)
      await phone.getByRole('button', { name: say('server-surveypage:send') }).tap()
      await phone.getByRole('heading', { name: say('server-surveypage:thanks') }).waitFor()

      // The answer comes under the eyes of who answered, the recovery under those of who repairs.
      await desk.thread.getByText(say('desk:line.surveyAnswered', { score: 2 })).waitFor()
      await desk.thread.getByText(teller.comment).waitFor()
      await desk.card.getByText(say('desk:card.fact.recovery')).waitFor()
      const entry = lead
        .getByRole('list', { name: say('loops:list.label') })
        .getByRole('article')
        .filter({ hasText: customer.name })
      await entry.getByText(teller.comment).waitFor()
      await expect.poll(() => badgeOf(lead, say), patiently).toBe(await recoveriesOf(teller.lead))

      await entry.getByRole('link', { name: customer.name }).press('Enter')
      const drawer = lead.getByRole('dialog', { name: say('loops:detail.title', { name: customer.name }) })
      await drawer.getByRole('button', { name: say('loops:ending.open') }).press('Enter')
      await drawer.getByRole('radio', { name: say('loops:outcome.repaired') }).check()
      await drawer.getByRole('radio', { name: say('loops:how.phone') }).check()
      await drawer.getByRole('button', { name: say('loops:ending.save') }).press('Enter')
      await drawer.getByText(say('loops:told', { how: say('loops:how.phone') })).waitFor()
      await lead.keyboard.press('Escape')
      await entry.waitFor({ state: 'detached' })
      // Our own bookkeeping is folded by then, and the card says that nothing is open any more.
      await desk.card.getByText(say('desk:card.fact.recovery')).waitFor({ state: 'detached' })
      await desk.thread.getByRole('button', { name: say('desk:thread.folded', { count: 4 }) }).press('Enter')
      await desk.thread.getByText(say('desk:line.recoveryClosed')).waitFor()

      async function recoveriesOf(role: Role): Promise<number> {
        return (await as(role).loops.recoveryCounts()).mine
      }
    },
  )
}

const surveyLink = /http\S+\/s\/[\w-]{43}/

/** The number that the rail shows beside the recoveries: mine. */
async function badgeOf(page: Page, say: Say): Promise<number> {
  const door = page
    .getByRole('navigation', { name: say('common:page.navigation') })
    .getByRole('link', { name: say('common:rail.loops') })
  return Number(/\d+/.exec((await door.textContent()) ?? '')?.[0] ?? 0)
}
