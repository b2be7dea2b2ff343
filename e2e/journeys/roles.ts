import { expect, test } from 'vitest'
import { type Role, roles } from '#contract/common.ts'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import { type Stage, workspace } from '../stage.ts'
import { type Language, wordsIn } from '../words.ts'

/** Which parts of the product each role has a door to. */
const doors: Record<Role, readonly string[]> = {
  administrator: ['desk', 'contacts', 'routing', 'wallboard', 'loops', 'surveys', 'insights', 'settings'],
  supervisor: ['desk', 'contacts', 'routing', 'wallboard', 'loops', 'surveys', 'insights', 'settings'],
  adviser: ['desk', 'contacts', 'loops'],
  collaborator: [],
  partner: [],
}

const refusals: [Role, string, Role][] = [
  ['adviser', '/routing/rules', 'supervisor'],
  ['adviser', '/surveys', 'supervisor'],
  ['adviser', '/insights', 'supervisor'],
  ['adviser', '/settings/people', 'administrator'],
  ['supervisor', '/settings/api', 'administrator'],
  ['collaborator', '/loops/recoveries', 'adviser'],
  ['partner', '/loops/recoveries', 'adviser'],
]

/** Each role enters, sees its own, and reads a sentence where it may not go. */
export function playRoles(stage: () => Stage): void {
  test.for(roles)(
    'A15 D35: in the demonstration one enters as the %s from the sign-in page, sees the doors of the role and the band, and signs out',
    async (role, context) => {
      const { visit, as } = stage()
      const say = wordsIn('fr')
      const { member } = await as(role).workspaces.me()
      const page = await visit(context, { language: 'fr' })
      await page.goto('/sign-in')
      await page
        .getByRole('button', { name: `${say('signin:demo.enterAs')} ${member.name}` })
        .filter({ hasText: say(`common:role.${role}`) })
        .click()
      await page.waitForURL(`**/w/${workspace}/desk`)
      await page.getByRole('region', { name: say('desk:list.label') }).waitFor()
      await page.getByRole('region', { name: say('common:demo.label') }).waitFor()
      const rail = page.getByRole('navigation', { name: say('common:page.navigation') })
      for (const door of Object.values(doors.administrator))
        expect(await rail.getByRole('link', { name: say(`common:rail.${door}`) }).count(), door).toBe(
          doors[role].includes(door) ? 1 : 0,
        )
      await page.getByRole('button', { name: say('common:rail.me') }).click()
      await page.getByRole('menuitem', { name: say('common:act.signOut') }).click()
      await page.waitForURL('**/sign-in**')
      await page.goto(`/w/${workspace}/desk`)
      await page.waitForURL('**/sign-in?next=**')
    },
  )

  test.for(refusals)(
    'SEC-5: the %s who opens %s reads that it takes the role %s, not a blank page',
    async ([role, path, needed], context) => {
      const { enter } = stage()
      const page = await enter(context, role, { language: 'en', path })
      const say = wordsIn('en')
      await page
        .getByText(say('common:trouble.refusedRole', { role: say(`common:role.${needed}`) }))
        .waitFor()
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    },
  )

  test('A21 SEC-5: a collaborator sees what is shared and nothing else, as soon as it is shared and no longer', async context => {
    const { enter, as, customer, conversationOf } = stage()
    const armel = customer('Armel Kerdoncuff')
    await armel.writes({ subject: 'Palmier penché', text: 'Faut-il le tailler ?' })
    const { id, number } = await conversationOf(armel)
    const { member: expert } = await as('collaborator').workspaces.me()
    const desk = deskOn(await enter(context, 'collaborator', { path: `/desk/all/${number}` }), 'fr')
    await desk.page.getByText(desk.say('common:trouble.notFound')).waitFor()
    await desk.page.getByRole('button', { name: desk.say('desk:pane.back') }).click()
    await desk.rows.first().waitFor()
    expect(await desk.row(armel.name).count()).toBe(0)

    await as('adviser').conversations.share({ id, memberId: expert.id })
    await desk.row(armel.name).getByRole('link').click()
    await desk.message('Faut-il le tailler').waitFor()
    // To read and note, not to answer.
    await desk.tab('note').waitFor()
    expect(await desk.tab('reply').count()).toBe(0)

    await as('adviser').conversations.unshare({ id, memberId: expert.id })
    await desk.row(armel.name).waitFor({ state: 'detached' })
    await desk.page.getByText(desk.say('common:trouble.notFound')).waitFor()
    expect(await desk.page.getByText('Faut-il le tailler').count()).toBe(0)
  })

  test('D35 SEC-5: a partner’s adviser sees the conversations of their team alone, and of their people no address', async context => {
    const { enter, as, customer, conversationOf } = stage()
    const enora = customer('Enora Jaffrelot')
    await enora.writes({ subject: 'Bon cadeau', text: 'Il ne passe pas sur le site.' })
    const { id, number } = await conversationOf(enora)
    const desk = deskOn(await enter(context, 'partner', { path: `/desk/all/${number}` }), 'fr')
    await desk.page.getByText(desk.say('common:trouble.notFound')).waitFor()
    await desk.page.getByRole('button', { name: desk.say('desk:pane.back') }).click()

    const { items: teams } = await as('administrator').workspaces.listTeams()
    await as('adviser').conversations.assign({
      id,
      memberId: null,
      teamId: teams.find(team => team.partnerId !== null)!.id,
    })
    await desk.row(enora.name).getByRole('link').click()
    await desk.message('Il ne passe pas').waitFor()
    await desk.page.getByRole('complementary').getByText(enora.name).first().waitFor()
    expect(await desk.page.getByText(enora.address).count()).toBe(0)
  })

  test.for(['fr', 'en'] as const)(
    'SEC-6: a wrong password is answered by one sentence (%s) that does not say whether the address is known',
    async (language: Language, context) => {
      const { visit, as } = stage()
      const say = wordsIn(language)
      const { member } = await as('adviser').workspaces.me()
      for (const email of [member.email, 'personne@maison-bleuet.test']) {
        const page = await visit(context, { locale: language === 'fr' ? 'fr-FR' : 'en-GB' })
        await page.goto('/sign-in')
        await expect.poll(() => page.evaluate('document.documentElement.lang'), patiently).toBe(language)
        await page.getByRole('textbox', { name: say('signin:email') }).fill(email)
        await page.keyboard.press('Enter')
        await page.getByLabel(say('signin:password'), { exact: true }).fill('pas le bon mot')
        await page.keyboard.press('Enter')
        await page.locator('form').getByText(say('server-signin:wrong_address_or_password')).waitFor()
      }
    },
  )
}
