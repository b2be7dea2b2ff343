// A dispatcher is killed or frozen again and again: from that instant, how long until another node has written an offer.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { conclude, percentile, round, say } from './measure.ts'
import { waitingWork } from './waiting-work.ts'

const rounds = Number(process.env.BENCH_ROUNDS ?? 8)
const { url, owner, workspaceId, addRequests, close } = await waitingWork({ people: 10, requests: 0 })

async function aNode(): Promise<ChildProcess> {
  const file = new URL('../server/routing/testing/dispatching-node.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, url, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout!, 'data')
  return child
}

/** Waits until a request is offered to somebody. */
async function untilOffered(conversationId: string): Promise<void> {
  for (;;) {
    const { rowCount } = await owner.query(
      `select from work_items where conversation_id = $1 and state = 'offered'`,
      [conversationId],
    )
    if (rowCount) return
    await pause(5)
  }
}

const [first] = await addRequests(1)
await owner.query('insert into dispatchers (workspace_id) values ($1)', [workspaceId])
let holder = await aNode()
await untilOffered(first!)
const times: number[] = []
for (let count = 0; count < rounds; count++) {
  const next = await aNode()
  await pause(1000 + 137 * count) // wherever in its renewals the other one is
  const [request] = await addRequests(1)
  const start = performance.now()
  holder.kill(count % 2 === 0 ? 'SIGKILL' : 'SIGSTOP')
  await untilOffered(request!)
  times.push(performance.now() - start)
  say(`${count % 2 === 0 ? 'killed' : 'frozen'}: ${round(times.at(-1)!, 0)} ms`)
  holder.kill('SIGKILL')
  holder = next
}
holder.kill('SIGKILL')
await close()
conclude({
  bench: 'failover',
  p50Ms: round(percentile(times, 0.5), 0),
  mostMs: round(Math.max(...times), 0),
  rounds,
})
