import { afterAll, beforeAll, test } from 'vitest'
import type { Role } from '#contract/common.ts'
import { type ChatAtWork, openChat } from '../chat.ts'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { widgetOn } from '../widget.ts'
import { type Language, wordsIn } from '../words.ts'

/** A visitor's chat offered to one adviser after the other, where routing is on. */
export function offerWork(stage: () => Stage): void {
  let chat: ChatAtWork
  const say = (role: Role, status: string) => stage().call(role, 'PUT', '/work-state', { status })
  beforeAll(async () => {
    chat = await openChat(stage(), {
      welcome: { fr: 'Bonjour', en: 'Hello' },
      away: { fr: 'Nous répondrons par e-mail.', en: 'We will answer by e-mail.' },
    })
    // Chats that others left would be offered first, or fill those who are asked.
    const { conversations } = stage().as('administrator')
    const { items } = await conversations.list({ view: 'all', limit: 100 })
    for (const { id } of items.filter(({ channel, status }) => channel === 'chat' && status !== 'closed'))
      await conversations.close({ id })
    await stage().call('administrator', 'PUT', '/routing/settings', { isOn: true })
  }, 60_000)
  afterAll(async () => {
    for (const role of ['adviser', 'supervisor'] as const) await say(role, 'away')
    await stage().call('administrator', 'PUT', '/routing/settings', { isOn: false })
    await chat.close()
  })

  test.for<[Language, 'desk' | 'phone', string]>([
    ['fr', 'desk', 'Livrez-vous à Quimper dimanche ?'],
    ['en', 'phone', 'Do you deliver to Saint Malo on Sunday?'],
  ])(
    'A8 A19 ux 13 (%s, %s): a chat is offered with why, not one keystroke is lost, it is declined, and who is asked next takes it',
    async ([language, size, question], context) => {
      const { expect } = context
      const words = wordsIn(language)
      const lea = await stage().enter(context, 'adviser', {
        language,
        viewport: sizes[size],
        path: '/desk/all',
      })
      const search = lea.getByRole('searchbox').or(lea.getByRole('textbox')).first()
      await search.waitFor()
      const visitor = await stage().visit(context)
      await visitor.goto(chat.site.page(chat.key, { language }))
      const widget = widgetOn(visitor, language)
      await widget.begin()
      await widget.writes(question)
      const { id } = await chat.conversationOf(question)

      // She writes while it comes.
      await search.focus()
      await say('adviser', 'available')
      await lea.keyboard.type('rien de perdu', { delay: 40 })
      const offer = lea
        .getByRole('region', { name: words('work:offer.region') })
        .filter({ hasText: question })
      await offer.waitFor()
      // The field has the focus still, with every letter.
      expect(await lea.locator(':focus').inputValue()).toBe('rien de perdu')
      await offer
        .getByText(words('work:why.free'))
        .or(offer.getByText(words('work:why.room')))
        .first()
        .waitFor()
      expect(await findDefects(lea, 'everything')).toEqual([])

      await lea.keyboard.press('Shift+F2')
      await lea.getByRole('button', { name: words('work:offer.reason.skill') }).click()
      await offer.waitFor({ state: 'detached' })

      // The next one asked is there, and takes it by its key.
      const nora = await stage().enter(context, 'supervisor', { language, viewport: sizes[size] })
      await nora.getByRole('navigation').first().waitFor()
      await say('adviser', 'away')
      await say('supervisor', 'available')
      await nora
        .getByRole('region', { name: words('work:offer.region') })
        .filter({ hasText: question })
        .waitFor()
      await nora.keyboard.press('F2')
      await expect
        .poll(
          async () => (await stage().as('administrator').conversations.get({ id })).assignee?.id,
          patiently,
        )
        .toBe((await stage().as('supervisor').workspaces.me()).member.id)
      await say('supervisor', 'away')
    },
  )
}
