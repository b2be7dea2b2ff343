import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkState } from '#contract/work.ts'
import {
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { switchOff, switchOn, workOf } from './testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

let written = 0
async function aRequest(workspace: TestWorkspace): Promise<string> {
  written += 1
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: `Survivante ${written}` })
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    subject: 'Livraison',
    teamId: workspace.teamId,
    contactId: contact.body.id,
    message: { direction: 'in', text: `Bonjour, où est mon colis ${written} ?` },
  })
  return body.id
}

async function aTeam() {
  const workspace = await aWorkspace(app)
  const lea = await aPerson(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  await switchOn(app, workspace)
  await available(lea)
  return { workspace, lea }
}
const available = ({ call }: TestMember) => call('PUT', '/work-state', { status: 'available' })
const stateOf = async ({ call }: TestMember) => (await call<WorkState>('GET', '/work-state')).body

/** What somebody is offered ends by what is done then: it waits for others, as early as before. */
async function endsBy(
  { workspace, person }: { workspace: TestWorkspace; person: TestMember },
  act: (id: string) => Promise<{ status: number }>,
) {
  const id = await aRequest(workspace)
  await app.routing.settle()
  const before = await workOf(app, id)
  expect(before.reservation).toMatchObject({ member_id: person.id, state: 'offered' })
  expect((await act(id)).status).toBeLessThan(300)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { id: before.item!.id, state: 'queued', t0: before.item!.t0 },
    reservation: undefined,
  })
  expect(await stateOf(person)).toMatchObject({ used: 0, offers: [] })
  const late = await person.call('POST', `/offers/${before.reservation!.id}/acceptance`)
  expect(late).toMatchObject({ status: 409, body: { code: 'offer.withdrawn' } })
}

test('invariants 5, 17: an offer ends where whoever has it left the team', async () => {
  const { workspace, lea } = await aTeam()
  await endsBy({ workspace, person: lea }, () =>
    workspace.call('PATCH', `/members/${lea.id}`, { teamIds: [] }),
  )
})

test('invariant 5: an offer ends where its queue asks for a skill that whoever has it has not', async () => {
  const { workspace, lea } = await aTeam()
  const skill = await workspace.call<{ id: string }>('POST', '/skills', { name: 'Notaire' })
  await endsBy({ workspace, person: lea }, () =>
    workspace.call('PUT', `/queues/${workspace.teamId}`, { needs: [{ skillId: skill.body.id, level: 2 }] }),
  )
})

test('A19: an offer ends where its queue lets people pick from now on', async () => {
  const { workspace, lea } = await aTeam()
  await endsBy({ workspace, person: lea }, () =>
    workspace.call('PUT', `/queues/${workspace.teamId}`, { way: 'pick' }),
  )
})

async function aPartner() {
  const workspace = await aWorkspace(app)
  const person = await aPerson(app, workspace, 'partner', { teamIds: [workspace.teamId] })
  const { partner_id: partnerId } = await app.ground.db.system
    .selectFrom('members')
    .select('partner_id')
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow()
  await workspace.call('PUT', `/partner-contracts/${partnerId}`, { teamIds: [workspace.teamId] })
  await switchOn(app, workspace)
  await available(person)
  return { workspace, person, partnerId }
}

test('invariant 6 CMP-1: what is a complaint by now is offered to no partner whose contract has none', async () => {
  const { workspace, person } = await aPartner()
  await endsBy({ workspace, person }, id => workspace.call('POST', `/conversations/${id}/complaint`, {}))
})

test('invariant 6: however fast a partner clicks on what has just become a complaint, it is not theirs', async () => {
  const { workspace, person } = await aPartner()
  const id = await aRequest(workspace)
  await app.routing.settle()
  const { reservation } = await workOf(app, id)
  // As between the complaint and the moment at which the dispatcher hears of it.
  await app.ground.db.system
    .updateTable('conversations')
    .set({ complaint: 'proposed' })
    .where('id', '=', id)
    .execute()
  const late = await person.call('POST', `/offers/${reservation!.id}/acceptance`)
  expect(late).toMatchObject({ status: 409, body: { code: 'offer.withdrawn' } })
})

test('D15: an offer to a partner ends with what was agreed', async () => {
  const { workspace, person, partnerId } = await aPartner()
  await endsBy({ workspace, person }, () =>
    workspace.call('PUT', `/partner-contracts/${partnerId}`, { channels: ['chat'] }),
  )
})
