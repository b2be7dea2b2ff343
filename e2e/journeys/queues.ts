import { test } from 'vitest'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Language, wordsIn } from '../words.ts'

/** Routing as a house settles it: the switch, what a queue needs, what somebody knows. */
export function settledQueues(stage: () => Stage): void {
  test.for<[Language, string, 'desk' | 'phone']>([
    ['fr', 'Bonsaïs', 'desk'],
    ['en', 'Terrariums', 'phone'],
  ])(
    'A8 A19 D16 (%s, %s, %s): routing is switched off and on again, a skill is added, declared, and needed by a queue',
    async ([language, kind, size], context) => {
      const { expect } = context
      const { as, enter } = stage()
      // Another one at each try: the one before may have left its own.
      const skill = `${kind} ${context.task.result?.retryCount ?? 0}`
      const say = wordsIn(language)
      const api = as('administrator').queues
      // As the demonstration is at first, whatever others did meanwhile.
      await api.saveRoutingSettings({ isOn: true })
      const plants = (await api.list()).items.find(({ name }) => name === 'Techniciens plantes')!
      await api.save({ teamId: plants.teamId, needs: [] })
      const page = await enter(context, 'administrator', {
        language,
        path: '/routing/skills/new',
        viewport: sizes[size],
        reducedMotion: 'reduce',
      })
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: say('queues:skills.name'), exact: true }).fill(skill)
      await dialog.getByRole('button', { name: say('queues:skills.add') }).click()
      await dialog.waitFor({ state: 'detached' })

      const known = (await api.listProfiles()).items.find(({ name }) => name.startsWith('Ousmane'))!
      if (size === 'desk') {
        const label = say('queues:skills.levelOf', { person: known.name, skill })
        await page.getByRole('combobox', { name: label }).selectOption('4')
      } else {
        await page.getByRole('link', { name: known.name }).click()
        await dialog.getByRole('combobox', { name: skill }).selectOption('4')
        await dialog.getByRole('button', { name: say('common:act.save') }).click()
        await dialog.waitFor({ state: 'detached' })
      }
      const id = (await api.listSkills()).items.find(({ name }) => name === skill)!.id
      const levels = async () =>
        (await api.listProfiles()).items.find(({ memberId }) => memberId === known.memberId)!.skills
      await expect.poll(levels, patiently).toContainEqual({ skillId: id, level: 4 })
      expect(await findDefects(page, 'everything')).toEqual([])

      await page.goto('/w/maison-bleuet/routing/queues')
      await page.getByRole('link', { name: 'Techniciens plantes' }).click()
      await dialog.getByRole('button', { name: say('queues:queue.addNeed') }).click()
      const need = dialog.getByRole('group', { name: say('queues:queue.need', { number: 1 }) })
      await need.getByRole('combobox', { name: say('queues:queue.skill') }).click()
      await page.getByRole('option', { name: skill }).click()
      expect(await findDefects(page, 'everything')).toEqual([])
      await dialog.getByRole('button', { name: say('common:act.save') }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText(say('queues:queue.needed', { skill, level: 1 })).waitFor()

      const isOn = async () => (await api.routingSettings()).isOn
      const asked = page.getByRole('switch', { name: say('queues:switch') })
      await asked.click()
      await expect.poll(isOn, patiently).toBe(false)
      await page.getByRole('button', { name: say('common:act.undo') }).click()
      await expect.poll(isOn, patiently).toBe(true)

      const queue = (await api.list()).items.find(({ name }) => name === 'Techniciens plantes')!
      expect(queue.needs).toEqual([{ skillId: id, level: 1, reasonIds: [] }])
      await api.save({ teamId: queue.teamId, needs: [] })
      await api.deleteSkill({ id })
    },
  )
}
