import { DateTime } from 'luxon'
import { test } from 'vitest'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'
import { wordsIn } from '../words.ts'

/** Those who lead look back at how their team was. */
export function lookBack(stage: () => Stage): void {
  test.for(['fr', 'en'] as const)(
    'EMP-6: a supervisor goes back to the day of their team, and reads of an hour what everybody together did (%s)',
    async (language, context) => {
      const { expect } = context
      const { enter, as } = stage()
      const say = wordsIn(language)
      const { supervision, workspaces } = as('supervisor')
      const { member, workspace } = await workspaces.me()
      const team = (await workspaces.listTeams()).items.find(({ id }) => member.teamIds.includes(id))!
      // The last day on which the shop was open: on a Monday, Friday.
      let back = 0
      let minutes: number | undefined
      while (minutes === undefined && back < 4) {
        back++
        const day = DateTime.now().setZone(workspace.timeZone).minus({ days: back }).toISODate()!
        const { hours } = await supervision.teamStates({ id: team.id, day })
        minutes = hours.findLast(({ states }) => states !== null)?.states?.available.minutes
      }

      const page = await enter(context, 'supervisor', {
        language,
        path: '/wallboard',
        ...(language === 'en' && { viewport: { width: 390, height: 844 } }),
      })
      await page.getByRole('link', { name: say('wallboard:people.day'), exact: true }).click()
      await page.getByLabel(say('team:choose'), { exact: true }).selectOption(team.id)
      for (let day = 0; day < back; day++)
        await page.getByRole('button', { name: say('team:previous'), exact: true }).click()
      const panel = page.getByRole('region', { name: say('team:hours.title'), exact: true })
      await panel.getByRole('button', { name: say('common:report.asTable'), exact: true }).click()
      const last = panel.locator('tbody tr').last()
      await expect.poll(() => last.innerText(), patiently).toContain(say('team:hours.minutes', { minutes }))
      expect(await panel.innerText()).not.toContain(member.name)
    },
  )
}
