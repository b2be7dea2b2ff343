import { test, vi } from 'vitest'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import { type Stage, workspace } from '../stage.ts'

interface Shown {
  status: string
  priority: string
  scheduledReply: { leavesAt: string; isHeld: boolean } | null
}

/** What leaves later, and what is done to many at once. */
export function actLater(stage: () => Stage): void {
  const shown = (id: string) => stage().call<Shown>('administrator', 'GET', `/conversations/${id}`)

  test('E48: a reply is scheduled by the keyboard, held when the customer writes meanwhile, then sent after a look; another leaves by itself, once', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, call, outbox } = stage()
    const [rozenn, yves] = [customer('Rozenn Abgrall'), customer('Yves Kerbrat')]
    const mailId = await rozenn.writes({ subject: 'Couronne de Noël', text: 'Est-elle prête ?' })
    await yves.writes({ subject: 'Bulbes', text: 'Quand les planter ?' })
    const [hers, his] = [await conversationOf(rozenn), await conversationOf(yves)]
    await call('adviser', 'POST', `/conversations/${his.id}/scheduled-replies`, {
      text: 'Plantez-les avant les gelées.',
      leavesAt: new Date(Date.now() + 2000).toISOString(),
    })

    const page = await enter(context, 'adviser', { path: `/desk/unassigned/${hers.number}` })
    const desk = deskOn(page, 'fr')
    const { say } = desk
    await desk.replyText(rozenn.name).click()
    await page.keyboard.type('Votre couronne sera prête samedi.')
    await page.keyboard.press('ControlOrMeta+Shift+l')
    await desk.isFocused(page.getByRole('listbox', { name: say('desk:later.label') }))
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await shown(hers.id)).status, patiently).toBe('snoozed')
    // Taken back at once, the words are where they were.
    await desk.undoButton.click()
    await expect
      .poll(() => desk.replyText(rozenn.name).inputValue(), patiently)
      .toBe('Votre couronne sera prête samedi.')
    await desk.replyText(rozenn.name).click()
    await page.keyboard.press('ControlOrMeta+Shift+l')
    await desk.isFocused(page.getByRole('listbox', { name: say('desk:later.label') }))
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await shown(hers.id)).scheduledReply?.isHeld, patiently).toBe(false)

    await page.goto(`/w/${workspace}/desk/scheduled`)
    await desk.row(rozenn.name).getByRole('link').click()
    const band = page.getByRole('list', { name: say('desk:later.band') })
    await band.getByText('Votre couronne sera prête samedi.').waitFor()
    await rozenn.writes({
      subject: 'Re: Couronne de Noël',
      text: 'Finalement je passe la prendre.',
      inReplyTo: mailId,
      references: mailId,
    })
    await band.getByText(say('desk:later.held.they_wrote', { name: rozenn.name })).waitFor()
    await band.getByRole('button', { name: say('desk:later.now') }).click()
    await outbox.mailTo(rozenn.address, mail => Boolean(mail.text?.includes('prête samedi')))
    await band.waitFor({ state: 'detached' })

    // The clock rings each minute.
    await vi.waitFor(async () => expect(await leftFor(yves.address)).toHaveLength(1), {
      timeout: 150_000,
      interval: 500,
    })
    expect(await shown(his.id)).toMatchObject({ status: 'waiting', scheduledReply: null })

    async function leftFor(address: string) {
      return (await outbox.mailsTo(address)).filter(mail => mail.text?.includes('avant les gelées'))
    }
  })

  test('Z: many are changed by one act, and one undo takes all of it back', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, call } = stage()
    const people = ['Armel Bihan', 'Bleuenn Cariou', 'Corentin Daniel'].map(name => customer(name))
    const tag = 'lot de décembre'
    const ids: string[] = []
    for (const person of people) {
      await person.writes({ subject: 'Guirlande', text: 'Une guirlande est éteinte.' })
      const { id } = await conversationOf(person)
      await call('supervisor', 'PATCH', `/conversations/${id}`, { tags: [tag] })
      ids.push(id)
    }
    const page = await enter(context, 'supervisor', { path: `/desk/all?tag=${encodeURIComponent(tag)}` })
    const desk = deskOn(page, 'fr')
    const { say } = desk
    for (const { name } of people)
      await desk
        .row(name)
        .getByRole('checkbox', { name: say('desk:list.select', { name }) })
        .click()
    await page.getByRole('button', { name: say('desk:bulk.priority'), exact: true }).click()
    await page.getByRole('option', { name: say('common:priority.urgent') }).click()
    await expect.poll(priorities, patiently).toEqual(['urgent', 'urgent', 'urgent'])
    await desk.undoBar.getByText(say('desk:bulk.done_other', { count: '3' })).waitFor()
    await page.keyboard.press('z')
    await expect.poll(priorities, patiently).toEqual(['normal', 'normal', 'normal'])

    async function priorities() {
      return Promise.all(ids.map(async id => (await shown(id)).priority))
    }
  })
}
