// A node of its own, to be killed without warning: `worker-process.ts relay|worker <address of the owner> <address of requests>`.
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { startRelay, startWorker } from '../jobs.ts'
import { openNode, silentLog } from './feed.ts'

const [part, url = '', appUrl = ''] = process.argv.slice(2)
const { db } = openNode({ url, appUrl })
const hears = (name: string) => ({ name, on: ['test.happened'], handle: async () => {} })

if (part === 'relay') {
  const chores = { jobs: [], subscribers: [hears('first'), hears('second')], timers: [] }
  startRelay(db, chores, silentLog, 1)
} else {
  const slow = {
    name: 'slow',
    async run({ workspaceId }: { workspaceId: string }) {
      await sql`insert into attempts values (${workspaceId}, 'taken by the one that is killed')`.execute(
        db.system,
      )
      await pause(3_600_000)
    },
  }
  await startWorker(db, url, { jobs: [slow], subscribers: [], timers: [] }, silentLog)
}
process.stdout.write('ready\n')
setInterval(() => {}, 1000) // lives until it is killed
