import { test } from 'vitest'
import { deskOn } from '../desk.ts'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import type { Language } from '../words.ts'

const mediator = 'Médiation Commerce Fictive'

/** A complaint confirmed, concluded and closed, with what the law asks to be said to whoever complained. */
export function settleComplaints(stage: () => Stage): void {
  test.for<[Language, 'desk' | 'phone', string, string]>([
    ['fr', 'desk', 'Sterenn Guillou', 'Je voudrais comprendre pourquoi ma gerbe est arrivée sans ruban.'],
    ['en', 'phone', 'Philippa Garside', 'I would like to know why my wreath came without its ribbon.'],
  ])(
    'CMP-4 CMP-5 CMP-7 (%s, %s): a complaint is not closed before its cause and outcome are said, nor its refusal before the customer knows the mediator',
    async ([language, size, name, words], context) => {
      const { expect } = context
      const { enter, as, customer, conversationOf, outbox } = stage()
      const person = customer(name, language)
      await person.writes({ subject: 'Ruban', text: words })
      const { id, number } = await conversationOf(person)
      const { member } = await as('adviser').workspaces.me()
      const { items: reasons } = await as('adviser').conversations.listReasons()
      // A reason of the second level, so that nothing else is asked at closure.
      const reasonId = reasons.find(one => one.parentId !== null && !one.isComplaint)!.id
      await as('administrator').conversations.update({ id, reasonId })
      await as('administrator').conversations.assign({ id, memberId: member.id })
      const page = await enter(context, 'adviser', {
        language,
        viewport: sizes[size],
        path: `/desk/all/${number}`,
      })
      const desk = deskOn(page, language)
      const { say, pane } = desk
      const bar = pane.getByRole('region', { name: say('desk:complaint.label') })
      const close = pane.getByRole('button', { name: say('desk:header.close'), exact: true })
      const status = async () => (await as('administrator').conversations.get({ id })).status
      await desk.message(words).waitFor()

      await pane.getByRole('button', { name: say('desk:header.more') }).click()
      await page.getByRole('menuitem', { name: say('desk:complaint.propose') }).click()
      await bar.getByRole('button', { name: say('desk:complaint.confirm') }).click()
      await bar.getByText(say('desk:complaint.confirmed')).waitFor()
      // From when on, and until when, the mediator can be turned to (CMP-5).
      await bar.getByText(new RegExp(say('desk:complaint.mediation', { opens: '.+', ends: '.+' }))).waitFor()
      // What opens the next form has the focus that the button took with it.
      await desk.isFocused(bar.getByRole('button', { name: say('desk:complaint.conclude') }))

      await close.click()
      await desk.said(say('desk:complaint.concludeFirst')).waitFor()
      const [cause, outcome] = [
        bar.getByLabel(say('desk:complaint.cause'), { exact: true }),
        bar.getByLabel(say('desk:complaint.outcome'), { exact: true }),
      ]
      await desk.isFocused(cause)
      const save = bar.getByRole('button', { name: say('common:act.save') })
      await save.click()
      await bar.getByText(say('common:form.required')).first().waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      const { items: causes } = await as('adviser').complaints.listCauses()
      const chosen = causes.find(({ isArchived }) => !isArchived)!
      await cause.selectOption(chosen.id)
      await outcome.selectOption('partly')
      await save.click()
      await bar
        .getByText(
          say('desk:complaint.concluded', {
            outcome: say('desk:complaint.outcomes.partly'),
            cause: language === 'fr' ? chosen.labelFr : chosen.labelEn,
          }),
        )
        .waitFor()
      await desk.isFocused(bar.getByRole('button', { name: say('desk:complaint.concludeAgain') }))
      expect(await status()).not.toBe('closed')

      // Nobody has told them of the mediator: refused, and one is where one was.
      await close.click()
      await desk.said(new RegExp(mediator)).waitFor()
      await bar.waitFor()
      expect(await status()).not.toBe('closed')
      await bar.getByRole('button', { name: say('desk:complaint.insertRemedies') }).click()
      const text = desk.replyText(name)
      await expect.poll(() => text.inputValue(), patiently).toContain(mediator)
      await text.focus()
      await page.keyboard.press('ControlOrMeta+Enter')
      await desk.message(mediator).waitFor()
      const told = await outbox.mailTo(person.address, mail => Boolean(mail.text?.includes(mediator)))
      expect(told.text).toContain('12 rue de l’Exemple')
      expect(await findDefects(page, 'everything')).toEqual([])

      await close.click()
      await expect.poll(status, patiently).toBe('closed')
      const { complaint } = await as('administrator').complaints.get({ id })
      expect(complaint).toMatchObject({ state: 'confirmed', conclusion: { outcome: 'partly' } })
    },
  )

  test('CMP-2 D15: a partner who confirms a complaint that their contract does not leave them reads whose it is, and has the next conversation before them', async context => {
    const { expect } = context
    const { enter, as, customer, conversationOf } = stage()
    const api = as('administrator')
    await api.queues.saveRoutingSettings({ isOn: true })
    const { member } = await as('partner').workspaces.me()
    const { items: contracts } = await api.queues.listContracts()
    const contract = contracts.find(({ partnerId }) => partnerId === member.partnerId)!
    expect(contract.takesComplaints).toBe(false)
    const { items: reasons } = await api.conversations.listReasons()
    const reason = reasons.find(one => contract.reasonIds.includes(one.id) && !one.isComplaint)!
    const person = customer('Hoëla Briand')
    await person.writes({ subject: 'Vase', text: 'Pouvez-vous passer voir mon vase ?' })
    const { id, number } = await conversationOf(person)
    await api.conversations.update({ id, reasonId: reason.id, teamId: member.teamIds[0]! })
    await api.conversations.assign({ id, memberId: member.id })

    const page = await enter(context, 'partner', { path: `/desk/mine/${number}` })
    const desk = deskOn(page, 'fr')
    const { say, pane } = desk
    await desk.message('voir mon vase').waitFor()
    await pane.getByRole('button', { name: say('desk:header.more') }).click()
    await page.getByRole('menuitem', { name: say('desk:complaint.propose') }).click()
    await pane.getByRole('button', { name: say('desk:complaint.confirm') }).click()
    await desk.said(say('desk:complaint.wentHome', { house: 'Maison Bleuet' })).waitFor()
    await expect.poll(() => page.url(), patiently).not.toContain(`/${number}`)
    await expect.poll(() => page.getByText(say('common:trouble.notFound')).count(), patiently).toBe(0)
    const home = await api.conversations.get({ id })
    expect([home.complaint, home.assignee]).toEqual(['confirmed', null])
    expect(member.teamIds).not.toContain(home.team?.id)
  })
}
