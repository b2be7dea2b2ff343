import { test } from 'vitest'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'

/** Two people on one conversation: both know it, one owner, one answer. */
export function workTogether(stage: () => Stage): void {
  test('A9 E48: of two who take a conversation at once one gets it and the other reads who was first; each sees that the other looks and writes', async context => {
    const { expect } = context
    const { enter, as, customer, conversationOf } = stage()
    const maud = customer('Maud Kervella')
    await maud.writes({ subject: 'Bouquet trop petit', text: 'Il ne ressemble pas à la photo.' })
    const { id, number } = await conversationOf(maud)
    const lea = await nameOf('adviser')
    const nora = await nameOf('supervisor')
    const one = deskOn(await enter(context, 'adviser', { path: `/desk/unassigned/${number}` }), 'fr')
    const other = deskOn(await enter(context, 'supervisor', { path: `/desk/unassigned/${number}` }), 'fr')
    await one.message('Il ne ressemble pas').waitFor()
    await other.message('Il ne ressemble pas').waitFor()
    await one.pane.getByText(one.say('desk:looking.viewing', { names: nora, count: 1 })).waitFor()
    await other.pane.getByText(one.say('desk:looking.viewing', { names: lea, count: 1 })).waitFor()

    // Both press at the same moment; the act of the second travels slower.
    let release = () => {}
    const held = new Promise<void>(done => {
      release = done
    })
    await other.page.route('**/assignment', async route => {
      await held
      await route.continue()
    })
    await other.page.keyboard.press('t')
    await other.undoBar.getByText(other.say('desk:done.taken')).waitFor()
    await one.page.keyboard.press('t')
    await expect.poll(() => assignee(), patiently).toBe(lea)
    release()
    await other
      .said(other.say('server-conversation:taken', { name: lea }))
      .first()
      .waitFor()
    await expect.poll(() => assignee(), patiently).toBe(lea)
    // The second screen does not keep what was refused.
    await other.pane.getByRole('button', { name: other.say('desk:header.take') }).waitFor()
    await one.pane.getByRole('button', { name: one.say('desk:header.take') }).waitFor({ state: 'detached' })

    await one.replyText(maud.name).pressSequentially('Nous vous remplaçons le bouquet')
    await other.pane.getByText(one.say('desk:looking.typing', { names: lea, count: 1 })).waitFor()
    await other.pane.getByText(one.say('desk:looking.collision', { names: lea, count: 1 })).waitFor()

    async function nameOf(role: 'adviser' | 'supervisor'): Promise<string> {
      return (await as(role).workspaces.me()).member.name
    }
    async function assignee(): Promise<string | undefined> {
      const found = await as('administrator').conversations.get({ id })
      return found.assignee?.name
    }
  })

  test('E48: whoever answers a thread that has moved on is told before the answer leaves, and decides', async context => {
    const { expect } = context
    const { enter, as, customer, conversationOf } = stage()
    const theo = customer('Théo Marzin')
    await theo.writes({ subject: 'Adresse de livraison', text: 'Je me suis trompé d’étage.' })
    const { id, number } = await conversationOf(theo)
    const me = await as('supervisor').workspaces.me()
    const one = deskOn(await enter(context, 'adviser', { path: `/desk/all/${number}` }), 'fr')
    const other = deskOn(await enter(context, 'supervisor', { path: `/desk/all/${number}` }), 'fr')
    await one.message('trompé').waitFor()
    await other.message('trompé').waitFor()

    await one.replyText(theo.name).fill('Quel est le bon étage ?')
    await one.waitForSavedDraft()
    await other.replyText(theo.name).fill('C’est corrigé.')
    await other.replyText(theo.name).press('ControlOrMeta+Enter')
    await one.message('C’est corrigé.').waitFor()
    const warning = one.say('desk:compose.answered', { name: me.member.name })
    await one.pane.getByText(warning).waitFor()

    await one.replyText(theo.name).press('ControlOrMeta+Enter')
    await one.said(warning).first().waitFor()
    expect(await one.replyText(theo.name).inputValue()).toBe('Quel est le bon étage ?')
    expect(await sentTexts()).toEqual(['C’est corrigé.'])

    await one.page.getByRole('button', { name: one.say('desk:compose.anyway') }).click()
    await one.message('Quel est le bon étage ?').waitFor()
    await expect.poll(sentTexts, patiently).toEqual(['C’est corrigé.', 'Quel est le bon étage ?'])

    // It has left: the row stays where it was, and newer ones come above.
    await one.message('C’est corrigé.').getByText(one.say('desk:message.delivery.sent')).waitFor()
    const later = customer('Oanez Guivarch')
    await later.writes({ subject: 'Bonjour', text: 'Êtes-vous ouverts le dimanche ?' })
    await one.row(later.name).waitFor()
    await one.row(theo.name).waitFor()

    // The customer counts as much as a colleague.
    await one.replyText(theo.name).fill('Autre chose ?')
    await one.waitForSavedDraft()
    await theo.writes({
      subject: 'Re: Adresse de livraison',
      text: 'Troisième étage, merci.',
      ...(await lastMailOf()),
    })
    await one.message('Troisième étage').waitFor()
    await one.pane.getByText(one.say('desk:compose.stale', { count: 1 })).waitFor()
    await one.page.getByRole('button', { name: one.say('desk:compose.read') }).click()
    await one.pane.getByText(one.say('desk:compose.stale', { count: 1 })).waitFor({ state: 'detached' })
    expect(await one.replyText(theo.name).inputValue()).toBe('Autre chose ?')

    async function sentTexts(): Promise<string[]> {
      const { items } = await as('adviser').conversations.messages({ id, limit: 50 })
      return items.filter(item => item.direction === 'out').map(item => item.text)
    }
    async function lastMailOf() {
      const { messageId } = await stage().outbox.mailTo(theo.address, mail =>
        Boolean(mail.text?.includes('bon étage')),
      )
      return { inReplyTo: messageId!, references: [messageId!] }
    }
  })
}
