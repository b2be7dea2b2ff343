import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMember, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'
import { isAvailable, switchOn, workOf } from './testing/world.ts'

/** Programs start one after the other, and leases end by the clock: on a crowded machine that takes its time. */
const patienceMs = 180_000

let app: TestApp
let database: OwnDatabase
const children: ChildProcess[] = []
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, running: false })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await app.close()
  await database.drop()
})

async function aNode(): Promise<ChildProcess> {
  const file = new URL('testing/dispatching-node.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, database.url, database.appUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout!, 'data')
  return child
}

test(
  'invariants 1, 8 and 12: when a dispatcher dies or freezes another one goes on, and nothing is offered twice',
  async () => {
    const workspace = await aWorkspace(app)
    const people = [
      await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] }),
      await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] }),
    ]
    const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: 'Anna' })
    const ids: string[] = []
    const ask = async () => {
      const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
        contactId: contact.body.id,
        teamId: workspace.teamId,
        message: { direction: 'in', text: 'Où est mon colis ?' },
      })
      ids.push(body.id)
      return body.id
    }
    const offered = async (id: string) => {
      for (;;) {
        const { item, reservation } = await workOf(app, id)
        if (item?.state === 'offered') return reservation!
        await pause(50)
      }
    }
    await switchOn(app, workspace)
    for (const { id } of people) await isAvailable(app, workspace, id)

    const first = await aNode()
    const before = await offered(await ask())
    const second = await aNode()
    first.kill('SIGKILL')
    const after = await offered(await ask())
    expect(Number(after.epoch)).toBeGreaterThan(Number(before.epoch))

    const third = await aNode()
    second.kill('SIGSTOP')
    const last = await offered(await ask())
    expect(Number(last.epoch)).toBeGreaterThan(Number(after.epoch))
    // It wakes with a lease that is another's: whatever it does, each item is had once.
    second.kill('SIGCONT')
    for (let count = 0; count < 3; count++) await offered(await ask())
    third.kill('SIGKILL')
    await offered(await ask())
    const items = await app.ground.db.system
      .selectFrom('work_items as w')
      .innerJoin('reservations as v', 'v.item_id', 'w.id')
      .select(['w.id', 'v.ended_at'])
      .where('w.workspace_id', '=', workspace.id)
      .orderBy('w.id')
      .execute()
    // No offer was taken back either: what the dead one had offered could be taken all the while.
    expect(items).toHaveLength(ids.length)
    expect(new Set(items.map(({ id }) => id)).size).toBe(ids.length)
    expect(items.every(({ ended_at }) => ended_at === null)).toBe(true)
  },
  patienceMs,
)
