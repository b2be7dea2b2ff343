import { test } from 'vitest'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'

/** Answers kept ready, and what is said of what one writes before it leaves. */
export function answerWell(stage: () => Stage): void {
  test('Q22 E53: a canned answer is filled for the customer, refused as it stands on a complaint, and leaves with words of one’s own', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, as } = stage()
    const maud = customer('Maud Kerleroux')
    await maud.writes({ subject: 'Bouquet en retard', text: 'Il devait arriver hier.' })
    const { id, number } = await conversationOf(maud)
    await as('administrator').knowledge.createCannedAnswer({
      name: 'Excuses de retard',
      textFr: 'Bonjour {{contact.first_name}}, votre bouquet a du retard et nous le regrettons vivement.',
      audience: 'everyone',
    })
    const reason = await as('administrator').conversations.createReason({
      labelFr: 'Réclamation de retard',
      labelEn: 'Complaint about a delay',
      isComplaint: true,
    })
    await as('administrator').conversations.update({ id, reasonId: reason.id })

    const page = await enter(context, 'adviser', { path: `/desk/unassigned/${number}` })
    const desk = deskOn(page, 'fr')
    const field = desk.replyText(maud.name)
    await field.click()
    await page.keyboard.type('/excuses')
    await page.getByRole('option', { name: 'Excuses de retard' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => field.inputValue(), patiently).toContain('Bonjour Maud, votre bouquet')

    await page.keyboard.press('Control+Enter')
    await page.getByText('ajoutez vos propres mots').last().waitFor()
    await expect.poll(() => field.inputValue(), patiently).toContain('Bonjour Maud')

    await field.press('Control+End')
    await page.keyboard.type(' Le livreur repart ce matin avec un autre bouqet.')
    await page.getByRole('button', { name: 'bouquet', exact: true }).click()
    await expect.poll(() => field.inputValue(), patiently).toContain('un autre bouquet.')
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => field.inputValue(), patiently).toBe('')
  })
}
