import type { Page } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import type { Reason } from '#contract/conversations.ts'
import type { PartnerContract, RoutingSettings } from '#contract/queues.ts'
import type { RoutingOf } from '#contract/work.ts'
import { type ChatAtWork, openChat } from '../chat.ts'
import { deskOn } from '../desk.ts'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes, workspace } from '../stage.ts'
import { widgetOn } from '../widget.ts'
import { wordsIn } from '../words.ts'

const wall = { width: 1920, height: 1080 }

/** Two advisers, a supervisor, a partner and a customer at once: one on a phone, one on a wall, in both languages. */
export function workAllAtOnce(stage: () => Stage): void {
  let chat: ChatAtWork
  let teamId: string
  let lea: { id: string; teamIds: string[] }
  let contract: PartnerContract
  let wasOn: boolean
  let message: string | null
  const boss = () => stage().as('administrator')
  const call = <Answer>(method: string, path: string, body?: unknown) =>
    stage().call<Answer>('administrator', method, path, body)

  beforeAll(async () => {
    // A queue of their own: nobody else is asked, and nothing else is for them.
    const team = await boss().workspaces.createTeam({
      ...{
        name: `Saint-Valentin ${Date.now()}`,
        kind: 'digital',
        siteId: null,
        partnerId: null,
        calendarId: null,
        positions: null,
      },
    })
    teamId = team.id
    const { member } = await stage().as('adviser').workspaces.me()
    lea = { id: member.id, teamIds: member.teamIds }
    await call('PATCH', `/members/${lea.id}`, { teamIds: [teamId] })
    contract = (await call<{ items: PartnerContract[] }>('GET', '/partner-contracts')).items[0]!
    await call('PUT', `/partner-contracts/${contract.partnerId}`, { ...contract, escalationTeamId: teamId })
    // For the adviser's team, which is this one by now.
    chat = await openChat(stage(), {
      welcome: { fr: 'Bonjour', en: 'Hello' },
      away: { fr: 'Nous répondrons par e-mail.', en: 'We will answer by e-mail.' },
    })
    // Chats that others left would fill those who are asked.
    const { items } = await boss().conversations.list({ view: 'all', limit: 100 })
    for (const { id } of items.filter(({ channel, status }) => channel === 'chat' && status !== 'closed'))
      await boss().conversations.close({ id })
    message = (await stage().as('supervisor').supervision.board({ board: 'all' })).message
    wasOn = (await call<RoutingSettings>('GET', '/routing/settings')).isOn
    await call('PUT', '/routing/settings', { isOn: true })
  }, 60_000)
  afterAll(async () => {
    await stage().call('adviser', 'PUT', '/work-state', { status: 'away' })
    await call('PATCH', `/members/${lea.id}`, { teamIds: lea.teamIds })
    await call('PUT', `/partner-contracts/${contract.partnerId}`, contract)
    await call('PUT', '/routing/settings', { isOn: wasOn })
    await stage().as('supervisor').supervision.setDayMessage({ text: message })
    await chat.close()
  })

  /** Somebody new of the team, on a phone, who came by the link in her mail. */
  async function invited(context: Parameters<Stage['visit']>[0]): Promise<{ page: Page; id: string }> {
    const email = `maeve.${Date.now()}@mail.test`
    const name = 'Maeve Donnelly'
    await boss().workspaces.invite({
      ...{ email, name, role: 'adviser', language: 'en', teamIds: [teamId], partnerId: null },
    })
    const mail = await stage().outbox.mailTo(email)
    const [, token] = /\/invitation\/([\w.-]+)/.exec(mail.text ?? '')!
    const page = await stage().visit(context, { locale: 'en-GB', viewport: sizes.phone })
    const entered = await page.request.post(`/api/v1/invitation-links/${token}/acceptance`, {
      data: { name, password: 'dix-huit camélias' },
    })
    if (!entered.ok()) throw new Error(`No way in for ${name}: ${await entered.text()}`)
    await page.goto(`/w/${workspace}/desk/all`)
    await page.getByRole('navigation').first().waitFor()
    const { items } = await boss().workspaces.listMembers()
    const { id } = items.find(member => member.email === email)!
    // Her screens are in English; she answers in both.
    await call('PATCH', `/members/${id}`, { languages: ['fr', 'en'] })
    return { page, id }
  }

  test('A8 A10 A16 A19 D15 M16: a chat is declined and taken, a mail moves up from the partner, the wall sees it and tells everybody', async context => {
    const { expect } = context
    const { enter, visit, customer, conversationOf, program } = stage()
    const [fr, en] = [wordsIn('fr'), wordsIn('en')]
    const question = `Livrez-vous des renoncules à Douarnenez le ${Date.now()} ?`

    // A mail that the partner has at work.
    // Another person at each try: an address holds no digits.
    const perrine = customer(`Perrine Quéméner ${Date.now().toString(36).replace(/\d/g, 'z')}`)
    await perrine.writes({
      subject: 'Renoncules du samedi',
      text: 'À quelle heure passez-vous avec mes renoncules ?',
    })
    const mail = await conversationOf(perrine)
    const reasons = await call<{ items: Reason[] }>('GET', '/reasons')
    const simple = reasons.items.find(one => contract.reasonIds.includes(one.id) && !one.isComplaint)!
    const { member: paul } = await stage().as('partner').workspaces.me()
    await call('PATCH', `/conversations/${mail.id}`, {
      ...{ teamId: paul.teamIds[0], reasonId: simple.id },
    })
    await call('PUT', `/conversations/${mail.id}/assignment`, { memberId: paul.id })

    const [leaAt, board, partner, maeve, visitor] = await Promise.all([
      enter(context, 'adviser', { path: '/desk/all' }),
      enter(context, 'supervisor', { path: '/wallboard', viewport: wall }),
      enter(context, 'partner', { path: `/desk/all/${mail.number}` }),
      invited(context),
      visit(context),
    ])
    const offerOn = (page: Page, say: typeof fr, text: string) =>
      page.getByRole('region', { name: say('work:offer.region') }).filter({ hasText: text })
    const waiting = board.getByRole('region', { name: fr('wallboard:band.waiting'), exact: true })
    await board.getByText(fr('wallboard:isLive'), { exact: true }).waitFor()
    const calm = await waiting.textContent()

    // The customer asks; the wall sees it.
    await visitor.goto(chat.site.page(chat.key, { language: 'fr' }))
    const widget = widgetOn(visitor, 'fr')
    await widget.begin()
    await widget.writes(question)
    const { id, contact } = await chat.conversationOf(question)
    await expect.poll(() => waiting.textContent(), patiently).not.toBe(calm)

    // Léa is asked and declines; Maeve is asked next, on her phone, and takes it.
    await stage().call('adviser', 'PUT', '/work-state', { status: 'available' })
    const hers = offerOn(leaAt, fr, question)
    await hers.waitFor()
    expect((await call<RoutingOf>('GET', `/conversations/${id}/routing`)).memberId).toBe(lea.id)
    const said = await maeve.page.request.put('/api/v1/work-state', {
      data: { status: 'available' },
      headers: { 'boucle-workspace': workspace, origin: program.url },
    })
    expect(said.status()).toBe(200)
    await leaAt.keyboard.press('Shift+F2')
    await leaAt.getByRole('button', { name: fr('work:offer.reason.skill') }).click()
    await hers.waitFor({ state: 'detached' })
    await stage().call('adviser', 'PUT', '/work-state', { status: 'away' })
    const next = offerOn(maeve.page, en, question)
    await next.waitFor()
    expect(await findDefects(maeve.page, 'everything')).toEqual([])
    await next.getByRole('button', { name: en('work:offer.accept') }).click()
    await expect.poll(() => assigneeOf(id), patiently).toBe(maeve.id)
    const desk = deskOn(maeve.page, 'en')
    await desk.message(question).waitFor()
    await desk.replyText(contact.name).fill('Oui, dès demain matin.')
    await maeve.page.keyboard.press('Control+Enter')
    await widget.message('Oui, dès demain matin.').waitFor()

    // The partner reads what it may, and moves the mail up: it is hers no more.
    const theirs = deskOn(partner, 'fr')
    await theirs.message('À quelle heure passez-vous').waitFor()
    expect(await partner.getByText(perrine.address).count()).toBe(0)
    await partner.keyboard.press('h')
    const panel = partner.getByRole('dialog', { name: fr('desk:handOver.title') })
    await panel.getByRole('combobox').fill('Maison')
    await partner.keyboard.press('Enter')
    await panel
      .getByRole('textbox', { name: fr('desk:handOver.note') })
      .fill('Un geste commercial est demandé.')
    await panel.getByRole('button', { name: fr('desk:handOver.escalate') }).click()
    const up = offerOn(maeve.page, en, perrine.name)
    await up.waitFor()
    await up.getByRole('button', { name: en('work:offer.accept') }).click()
    await expect.poll(() => assigneeOf(mail.id), patiently).toBe(maeve.id)
    await desk.pane.getByText('Un geste commercial est demandé.').first().waitFor()
    for (const gone of [id, mail.id])
      await expect(stage().call('partner', 'GET', `/conversations/${gone}`)).rejects.toThrow('404')
    expect(await partner.getByText(question).count()).toBe(0)

    // The wall tells everybody.
    const told = `Les renoncules de ${Date.now()} arrivent demain.`
    await board.getByLabel(fr('wallboard:message.text'), { exact: true }).fill(told)
    await board.getByRole('button', { name: fr('wallboard:message.tell'), exact: true }).click()
    for (const page of [leaAt, maeve.page]) await page.getByText(told).first().waitFor()
    for (const page of [board, maeve.page])
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBe(0)

    // Closed, and nothing happened twice.
    for (const one of [id, mail.id]) await boss().conversations.close({ id: one })
    expect(await chat.textsOf(id)).toEqual([question, 'Oui, dès demain matin.'])
    await call('POST', `/members/${maeve.id}/deactivation`, {})

    async function assigneeOf(conversationId: string): Promise<string | undefined> {
      return (await boss().conversations.get({ id: conversationId })).assignee?.id
    }
  })
}
