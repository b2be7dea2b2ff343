import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Absence } from '#contract/absences.ts'
import {
  aMember,
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { switchOff, switchOn, workOf } from '../testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

async function aTeam() {
  const workspace = await aWorkspace(app)
  const here = { teamIds: [workspace.teamId] }
  const lea = await aPerson(app, workspace, 'adviser', { ...here, name: 'Léa Martin' })
  const max = await aPerson(app, workspace, 'adviser', { ...here, name: 'Max Petit' })
  const sam = await aPerson(app, workspace, 'supervisor', { name: 'Sam Roux' })
  await switchOn(app, workspace)
  return { workspace, lea, max, sam }
}

let written = 0
async function aRequestOf(workspace: TestWorkspace, person: TestMember) {
  written += 1
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: `Attente ${written}` })
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    subject: 'Livraison',
    teamId: workspace.teamId,
    contactId: contact.body.id,
    message: { direction: 'in', text: `Bonjour, où est mon colis ${written} ?` },
  })
  await person.call('PUT', `/conversations/${body.id}/assignment`, { memberId: person.id })
  return body.id
}

const available = ({ call }: TestMember) => call('PUT', '/work-state', { status: 'available' })
const absent = (by: TestMember, of: TestMember, body: object = {}) =>
  by.call<{ absence: Absence; givenOut: number; code: string }>('PUT', `/members/${of.id}/absence`, body)
const holderOf = async ({ call }: TestMember, id: string) =>
  (await call<{ assignee: { id: string } | null }>('GET', `/conversations/${id}`)).body.assignee?.id

test('Q25, invariant 12: when somebody is absent, what their customers wait for is offered to others as early as before; what waits for a customer stays theirs', async () => {
  const { workspace, lea, max, sam } = await aTeam()
  const pressing = await aRequestOf(workspace, lea)
  const quiet = await aRequestOf(workspace, lea)
  await lea.call('PUT', `/conversations/${quiet}/status`, { status: 'waiting' })
  await available(lea)
  await available(max)
  await app.routing.settle()
  const before = (await workOf(app, pressing)).item!

  expect((await absent(sam, lea)).body).toMatchObject({ givenOut: 1, absence: { isNow: true, until: null } })
  await app.routing.settle()
  expect(await workOf(app, pressing)).toMatchObject({
    item: { id: before.id, t0: before.t0, state: 'offered' },
    reservation: { member_id: max.id },
  })
  expect(await holderOf(sam, quiet)).toBe(lea.id)
  expect((await lea.call<{ status: string }>('GET', '/work-state')).body.status).toBe('away')

  // Their customer writes meanwhile: it is for others, too.
  await lea.call('PUT', `/conversations/${quiet}/status`, { status: 'open' })
  await app.routing.absences.keep()
  expect(await holderOf(sam, quiet)).toBeUndefined()
  // Nobody hands anything over to whoever is not there.
  const mine = await aRequestOf(workspace, max)
  expect(
    await max.call('POST', `/conversations/${mine}/transfers`, { memberId: lea.id, reason: 'skill' }),
  ).toMatchObject({ status: 409, body: { code: 'transfer.absent' } })
})

test('Q25: an absence taken back gives back what nobody took, and nothing else', async () => {
  const { workspace, lea, max, sam } = await aTeam()
  const [taken, left] = [await aRequestOf(workspace, lea), await aRequestOf(workspace, lea)]
  await absent(sam, lea)
  await max.call('PUT', `/conversations/${taken}/assignment`, { memberId: max.id })
  expect(await sam.call('DELETE', `/members/${lea.id}/absence`)).toMatchObject({
    status: 200,
    body: { returned: 1 },
  })
  expect(await holderOf(sam, left)).toBe(lea.id)
  expect(await holderOf(sam, taken)).toBe(max.id)
  expect((await sam.call('DELETE', `/members/${lea.id}/absence`)).status).toBe(404)
})

test('Q25: a planned absence begins at its hour and ends at its own, or when they say that they are back', async () => {
  const { workspace, lea, max, sam } = await aTeam()
  const id = await aRequestOf(workspace, lea)
  const hour = 3_600_000
  const [from, until] = [new Date(Date.now() + hour), new Date(Date.now() + 2 * hour)]
  expect(await absent(lea, lea, { from: until.toISOString(), until: from.toISOString() })).toMatchObject({
    status: 422,
    body: { code: 'absence.ends_before' },
  })
  const planned = await absent(lea, lea, { from: from.toISOString(), until: until.toISOString() })
  expect(planned.body).toMatchObject({ givenOut: 0, absence: { isNow: false } })
  await app.routing.absences.keep()
  expect(await holderOf(sam, id)).toBe(lea.id)

  // Its hour has come.
  const moved = (columns: { from_at?: Date; until_at?: Date }) =>
    app.ground.db.system.updateTable('absences').set(columns).where('member_id', '=', lea.id).execute()
  await moved({ from_at: new Date(Date.now() - hour) })
  await app.routing.absences.keep()
  expect(await holderOf(sam, id)).toBeUndefined()
  const listed = async (by: TestMember) =>
    (await by.call<{ items: Absence[] }>('GET', '/absences')).body.items
  expect(await listed(sam)).toMatchObject([{ memberId: lea.id, isNow: true }])
  expect(await listed(max)).toEqual([])
  await moved({ until_at: new Date(Date.now() - 1000) })
  await app.routing.absences.keep()
  expect(await listed(sam)).toEqual([])

  await absent(lea, lea)
  expect(await listed(lea)).toHaveLength(1)
  await available(lea)
  expect(await listed(lea)).toEqual([])
})

test('EMP-3: nobody says of another that they are absent unless they lead, and nobody asks why', async () => {
  const { workspace, lea, max } = await aTeam()
  expect(await absent(max, lea)).toMatchObject({ status: 403, body: { code: 'absence.of_another' } })
  const partner = await aMember(app, workspace, 'partner')
  const stranger = await aPerson(app, workspace, 'partner')
  expect((await absent(stranger, partner)).status).toBe(404)
  const columns = await app.ground.db.system
    .selectFrom('absences')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .execute()
  expect(columns).toEqual([])
  expect(Object.keys((await absent(lea, lea, { reason: 'malade' })).body.absence)).toEqual([
    ...['memberId', 'from', 'until', 'isNow'],
  ])
})
