import { test } from 'vitest'
import { deskOn } from '../desk.ts'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import type { Language } from '../words.ts'

/** A conversation handed over to a colleague, and taken back. */
export function handOver(stage: () => Stage): void {
  test.for<[Language, 'desk' | 'phone']>([
    ['fr', 'desk'],
    ['en', 'phone'],
  ])(
    'A10 (%s, %s): a conversation is handed over with what its next one should know, the thread says so, and it is taken back',
    async ([language, size], context) => {
      const { expect } = context
      const { enter, as, customer, conversationOf } = stage()
      const person = customer(language === 'fr' ? 'Armelle Guivarch' : 'Rosalind Tremayne')
      await person.writes({
        subject: 'Couronne pour samedi',
        text: 'Il faut qu’elle arrive avant dix heures.',
      })
      const { id, number } = await conversationOf(person)
      const [lea, nora] = await Promise.all([as('adviser').workspaces.me(), as('supervisor').workspaces.me()])
      await as('administrator').conversations.assign({ id, memberId: lea.member.id })
      const page = await enter(context, 'adviser', {
        language,
        viewport: sizes[size],
        path: `/desk/mine/${number}`,
      })
      const { say, pane, undoBar } = deskOn(page, language)
      await pane.getByText('avant dix heures').first().waitFor()
      await page.keyboard.press('h')
      const panel = page.getByRole('dialog', { name: say('desk:handOver.title') })
      await panel.getByRole('combobox').fill(nora.member.name)
      await page.keyboard.press('Enter')
      await panel.getByRole('textbox', { name: say('desk:handOver.note') }).fill('La famille est en deuil.')
      expect(await findDefects(page, 'everything')).toEqual([])
      await panel.getByRole('button', { name: say('desk:handOver.act') }).click()
      await pane.getByText('La famille est en deuil.').first().waitFor()
      await pane
        .getByText(
          say('desk:line.transferred', {
            ...{ actor: lea.member.name, name: nora.member.name },
            reason: say('desk:handOver.because.skill'),
          }),
        )
        .waitFor()
      await expect.poll(holder, patiently).toBe(nora.member.id)
      await undoBar.getByText(say('desk:handOver.done', { name: nora.member.name })).waitFor()
      await page.keyboard.press('z')
      await expect.poll(holder, patiently).toBe(lea.member.id)
      await pane.getByText(say('desk:line.transferTakenBack', { actor: lea.member.name })).waitFor()

      async function holder(): Promise<string | undefined> {
        return (await as('administrator').conversations.get({ id })).assignee?.id
      }
    },
  )
}
