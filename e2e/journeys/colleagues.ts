import { afterAll, beforeAll, test } from 'vitest'
import { type ChatAtWork, openChat } from '../chat.ts'
import { deskOn } from '../desk.ts'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { widgetOn } from '../widget.ts'
import { type Language, patternOf } from '../words.ts'

/** A colleague asked inside a conversation, and one who writes to the customer beside whoever has it. */
export function askColleagues(stage: () => Stage): void {
  let chat: ChatAtWork
  beforeAll(async () => {
    chat = await openChat(stage())
  }, 60_000)
  afterAll(() => chat.close())
  const holder = async (id: string) =>
    (await stage().as('administrator').conversations.get({ id })).assignee?.id

  test.for<[Language, 'desk' | 'phone', string]>([
    ['fr', 'desk', 'Maïwenn Corlay'],
    ['en', 'phone', 'Winifred Ashdown'],
  ])(
    'A10 (%s, %s): a colleague is asked inside a conversation, answers by a note that the customer never gets, and is handed it over in one press',
    async ([language, size, name], context) => {
      const { expect } = context
      const { enter, as, customer, conversationOf, outbox } = stage()
      const person = customer(name, language)
      await person.writes({ subject: 'Orchidée', text: 'Ses feuilles jaunissent depuis lundi.' })
      const { id, number } = await conversationOf(person)
      const [lea, nora] = await Promise.all([as('adviser').workspaces.me(), as('supervisor').workspaces.me()])
      // Whoever is there is offered it first; whoever is not has it at once.
      await stage().call('supervisor', 'PUT', '/work-state', { status: 'away' })
      await as('administrator').conversations.assign({ id, memberId: lea.member.id })
      const page = await enter(context, 'adviser', {
        language,
        viewport: sizes[size],
        path: `/desk/mine/${number}`,
      })
      const { say, pane, message } = deskOn(page, language)
      const asked = pane.getByRole('region', { name: say('desk:consult.region') })
      await message('Ses feuilles jaunissent').waitFor()
      await page.keyboard.press('d')
      const panel = page.getByRole('dialog', { name: say('desk:consult.title') })
      await panel.getByRole('combobox').fill(nora.member.name)
      await page.keyboard.press('Enter')
      const words = panel.getByRole('textbox', { name: say('desk:consult.question') })
      await panel.getByRole('button', { name: say('desk:consult.act') }).click()
      await panel.getByText(say('desk:consult.missing')).waitFor()
      const question = `Faut-il la rempoter, ${name} ?`
      await words.fill(question)
      expect(await findDefects(page, 'everything')).toEqual([])
      await panel.getByRole('button', { name: say('desk:consult.act') }).click()
      await asked
        .getByText(patternOf(say, 'desk:consult.waiting', 'duration', { name: nora.member.name }))
        .waitFor()
      await message(question).waitFor()

      const other = await enter(context, 'supervisor', { language, viewport: sizes[size] })
      const hers = deskOn(other, language)
      const views = other.getByRole('button', { name: say('common:panes.openViews') })
      await hers.rows.first().or(views).first().waitFor()
      if (size === 'phone') await views.click()
      await other.getByRole('link').filter({ hasText: question }).click()
      const asks = hers.pane.getByRole('region', { name: say('desk:consult.region') })
      await asks.getByText(say('desk:consult.asksYou', { name: lea.member.name, question })).waitFor()
      expect(await findDefects(other, 'everything')).toEqual([])
      await asks.getByRole('button', { name: say('desk:consult.answer') }).click()
      await hers.isFocused(hers.noteText)
      await other.keyboard.type('Non, elle a trop bu.')
      await other.keyboard.press('ControlOrMeta+Enter')
      await hers.message('Non, elle a trop bu.').waitFor()
      await asks.waitFor({ state: 'detached' })

      await asked.getByText(say('desk:consult.answered', { name: nora.member.name })).waitFor()
      await message('Non, elle a trop bu.').waitFor()
      expect(await holder(id)).toBe(lea.member.id)
      await asked.getByRole('button', { name: say('desk:handOver.to', { name: nora.member.name }) }).click()
      await expect.poll(() => holder(id), patiently).toBe(nora.member.id)
      const told = (await outbox.mailsTo(person.address)).map(({ text, html }) => `${text}${html}`)
      expect(told.filter(mail => /rempoter|trop bu/.test(mail))).toEqual([])
    },
  )

  test.for<[Language, 'desk' | 'phone', string, string]>([
    ['fr', 'desk', 'Une couronne de houx pour Locronan ?', 'Je m’occupe du houx avec Léa.'],
    ['en', 'phone', 'A holly wreath for Aberystwyth?', 'I see to the holly with Léa.'],
  ])(
    'A10 (%s, %s): a second adviser writes to a visitor beside the first, the chat says who has joined and who has left, and one has the conversation',
    async ([language, size, words, answer], context) => {
      const { expect } = context
      const { enter, visit, as } = stage()
      const visitor = await visit(context)
      await visitor.goto(chat.site.page(chat.key, { language }))
      const widget = widgetOn(visitor, language)
      await widget.begin()
      await widget.writes(words)
      const { id, number } = await chat.conversationOf(words)
      const [lea, nora] = await Promise.all([as('adviser').workspaces.me(), as('supervisor').workspaces.me()])
      await as('administrator').conversations.assign({ id, memberId: lea.member.id })
      const page = await enter(context, 'adviser', {
        language,
        viewport: sizes[size],
        path: `/desk/mine/${number}`,
      })
      const { say, pane, message } = deskOn(page, language)
      await message(words).waitFor()
      await pane.getByRole('button', { name: say('desk:header.more') }).click()
      await page.getByRole('menuitem', { name: say('desk:header.together') }).click()
      const panel = page.getByRole('dialog', { name: say('desk:together.title') })
      await panel.getByRole('combobox').fill(nora.member.name)
      await page.keyboard.press('Enter')
      const band = pane.getByRole('region', { name: say('desk:together.region') })
      await band.getByText(say('desk:together.in', { names: nora.member.name })).waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      // Customers are told first names alone.
      const [first] = nora.member.name.split(' ')
      await widget.message(say('widget-panel:othersJoined', { name: first })).waitFor()
      expect(await findDefects(visitor, 'everything')).toEqual([])

      const other = await enter(context, 'supervisor', {
        language,
        viewport: sizes[size],
        path: `/desk/all/${number}`,
      })
      const hers = deskOn(other, language)
      const mine = hers.pane.getByRole('region', { name: say('desk:together.region') })
      await mine.getByText(say('desk:together.withYou', { names: lea.member.name })).waitFor()
      const writing = hers.pane.getByRole('textbox', {
        name: patternOf(say, 'desk:compose.replyText', 'name'),
      })
      await writing.fill(answer)
      await writing.press('ControlOrMeta+Enter')
      await message(answer).waitFor()
      await widget.message(answer).getByText(first!).waitFor()
      expect(await holder(id)).toBe(lea.member.id)

      await mine.getByRole('button', { name: say('desk:together.leave') }).click()
      await widget.message(say('widget-panel:othersLeft', { name: first })).waitFor()
      await band.waitFor({ state: 'detached' })
      expect(await holder(id)).toBe(lea.member.id)
    },
  )
}
