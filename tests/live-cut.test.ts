import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { system } from '../server/platform/events.ts'
import { eventually } from '../server/platform/testing/feed.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '../server/testing/app.ts'
import { aSocket, cookieOf, listening } from '../server/testing/screens.ts'
import type { EventPage } from '../web/live/cursor.ts'
import { createLive } from '../web/live/live.ts'

let app: TestApp
let network: Awaited<ReturnType<typeof aNetwork>>
beforeAll(async () => {
  app = await testApp()
  network = await aNetwork(await listening(app))
})
afterAll(async () => {
  await network.close()
  await app.close()
})

/** A desk as the browser runs it, over a network that can be cut, with everything it was ever told. */
async function aDesk(workspace: TestWorkspace) {
  const member = await aMember(app, workspace, 'adviser')
  const cookie = await cookieOf(app, workspace, member)
  const ask = async (query: string, signal?: AbortSignal): Promise<EventPage> => {
    const answer = await fetch(`${network.url}/api/v1/events${query}`, {
      ...(signal && { signal }),
      headers: { cookie, 'boucle-workspace': workspace.slug },
    })
    if (!answer.ok) throw new Error(`the answer was ${answer.status}`)
    return answer.json() as Promise<EventPage>
  }
  const { last } = await ask('')
  const socket = aSocket(
    network.url,
    workspace.slug,
    { cookie, origin: network.url },
    { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 },
  )
  const told: number[] = []
  const live = createLive({
    socket,
    from: last,
    eventsAfter: (seq, signal, conversation) =>
      ask(`?after=${seq}&limit=50${conversation ? `&conversation=${conversation}` : ''}`, signal),
    startAfresh: () => {
      throw new Error('nothing was missed for so long')
    },
  })
  live.onEvent(({ seq }) => told.push(seq))
  live.want({ lists: ['all'] })
  live.start()
  return { told, live, from: last }
}

async function write(workspaceId: string, conversationId: string, count: number, everyMs = 0) {
  for (let n = 0; n < count; n++) {
    await app.ground.db.inWorkspace(workspaceId, tx =>
      app.ground.recordEvent(tx, {
        type: 'message.received',
        actor: system,
        subject: { kind: 'message', id: app.ground.newId() },
        conversationId,
      }),
    )
    if (everyMs > 0) await pause(everyMs)
  }
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n + 1)

test('the network is cut, 200 things happen, it comes back: nothing is missed, nothing comes twice', async () => {
  const workspace = await aWorkspace(app)
  const conversationId = app.ground.newId()
  const desk = await aDesk(workspace)
  await eventually('the desk is live', () => desk.live.state().connected)
  await write(workspace.id, conversationId, 10)
  await eventually('it hears', () => desk.told.length === 10)

  network.cut()
  await eventually('it knows that it is cut off', () => !desk.live.state().connected)
  await write(workspace.id, conversationId, 200)
  expect(desk.told).toHaveLength(10)
  network.mend()
  await eventually('it has caught up', () => desk.told.length >= 210)
  await write(workspace.id, conversationId, 10)
  await eventually('it is live again', () => desk.told.length >= 220)
  desk.live.stop()
  expect(desk.told).toEqual(numbers(desk.from, 220))
})

test('three desks, a network that fails again and again while people write: each is told everything once', async () => {
  const workspace = await aWorkspace(app)
  const desks = await Promise.all([aDesk(workspace), aDesk(workspace), aDesk(workspace)])
  const writing = Promise.all(numbers(0, 4).map(() => write(workspace.id, app.ground.newId(), 150, 8)))
  for (let cut = 0; cut < 6; cut++) {
    await pause(100 + Math.random() * 150)
    network.cut()
    await pause(20 + Math.random() * 150)
    network.mend()
  }
  await writing
  for (const { told, from, live } of desks) {
    await eventually('everything was told', () => new Set(told).size >= 600, 15_000)
    live.stop()
    expect(told.toSorted((a, b) => a - b)).toEqual(numbers(from, 600))
  }
}, 40_000)

/** A cable to a server: when it is cut, what is under way is lost and nothing gets through. */
async function aNetwork(serverUrl: string) {
  const { port, hostname } = new URL(serverUrl)
  const ends = new Set<Socket>()
  let isCut = false
  const cable = createServer(here => {
    if (isCut) return here.destroy()
    const there = connect(Number(port), hostname)
    for (const [end, other] of [
      [here, there],
      [there, here],
    ] as const) {
      ends.add(end)
      end.on('error', () => {}) // that is what a cut is
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
      end.pipe(other)
    }
  })
  cable.listen(0, '127.0.0.1')
  await once(cable, 'listening')
  const cut = () => {
    isCut = true
    for (const end of ends) end.destroy()
  }
  return {
    url: `http://127.0.0.1:${(cable.address() as AddressInfo).port}`,
    cut,
    mend() {
      isCut = false
    },
    async close() {
      cut()
      cable.close()
    },
  }
}
