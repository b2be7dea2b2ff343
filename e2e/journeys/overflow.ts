import { test } from 'vitest'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Language, wordsIn } from '../words.ts'

/** What waits in one team sent to another for a time, and the end of it. */
export function openOverflows(stage: () => Stage): void {
  test.for<[Language, 'desk' | 'phone', string]>([
    ['fr', 'desk', 'Enora Tanguy'],
    ['en', 'phone', 'Cordelia Fenwick'],
  ])(
    'A16 M18 (%s, %s): a supervisor sends what waits in a team to another for a time, sees it on the board, and takes it back; what has gone stays',
    async ([language, size, name], context) => {
      const { expect } = context
      const { enter, as, customer, conversationOf } = stage()
      const say = wordsIn(language)
      const api = as('administrator')
      await api.queues.saveRoutingSettings({ isOn: true })
      // Teams of its own, new at each try: no other request moves.
      const again = context.task.result?.retryCount ?? 0
      const [from, to] = await Promise.all(
        [`Serre ${language} ${again}`, `Pépinière ${language} ${again}`].map(team =>
          api.workspaces.createTeam({
            ...{ name: team, kind: 'digital', siteId: null, partnerId: null, calendarId: null },
            ...{ positions: null, memberIds: [] },
          }),
        ),
      )
      const teamOf = async (id: string) => (await api.conversations.get({ id })).team?.id
      const person = customer(name, language)
      await person.writes({ subject: 'Semis', text: 'Quand faut-il repiquer les tomates ?' })
      const { id } = await conversationOf(person)
      await api.conversations.assign({ id, memberId: null, teamId: from!.id })

      const page = await enter(context, 'supervisor', {
        language,
        viewport: sizes[size],
        path: `/wallboard/team-${from!.id}`,
      })
      const open = page.getByRole('button', { name: say('wallboard:overflow.submit') })
      await open.waitFor()
      // The team of the board is chosen already.
      expect(await page.getByLabel(say('wallboard:overflow.from'), { exact: true }).inputValue()).toBe(
        from!.id,
      )
      expect(await open.isDisabled()).toBe(true)
      await page.getByLabel(say('wallboard:overflow.to'), { exact: true }).selectOption(to!.id)
      await page.getByLabel(say('wallboard:overflow.for'), { exact: true }).selectOption('30')
      await open.click()
      const close = page.getByRole('button', {
        name: say('wallboard:overflow.closeNamed', { team: from!.name }),
      })
      await close.waitFor()
      await expect.poll(() => teamOf(id), patiently).toBe(to!.id)
      expect(await findDefects(page, 'everything')).toEqual([])

      await close.click()
      await close.waitFor({ state: 'detached' })
      const openings = async () =>
        (await as('supervisor').supervision.board({ board: `team-${from!.id}` })).openings
      await expect.poll(openings, patiently).toEqual([])
      expect(await teamOf(id)).toBe(to!.id)
    },
  )
}
