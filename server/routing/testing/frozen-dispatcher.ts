// A dispatcher of its own, to be frozen: `frozen-dispatcher.ts <address of the database> <workspace>` takes the lease, says
// its epoch, and writes the offer that it is then told of on one line; says whether that stood or was refused.
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { openNode } from '#server/platform/testing/feed.ts'
import { isFenced, takeLeases } from '../lease.ts'
import { commitDecisions } from '../storing.ts'
import { anOffer, usualChannels } from './offers.ts'

const [url = '', appUrl = '', workspaceId = ''] = process.argv.slice(2)
const { db } = openNode({ url, appUrl })
const lease = (await takeLeases(db.system, randomUUID(), 500)).find(one => one.workspaceId === workspaceId)
process.stdout.write(`${lease?.epoch}\n`)
for await (const line of createInterface({ input: process.stdin })) {
  const [itemId = '', adviserId = ''] = line.split(' ')
  const stood = await commitDecisions(
    db.system,
    lease!,
    new Date(),
    usualChannels,
    [],
    [anOffer(itemId, adviserId)],
  ).catch(error => (isFenced(error) ? undefined : Promise.reject(error)))
  process.stdout.write(stood === undefined ? 'refused\n' : `stood ${stood.size}\n`)
}
await db.close()
