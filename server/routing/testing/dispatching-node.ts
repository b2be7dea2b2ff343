// A node that dispatches and does nothing else, to be killed or frozen: `dispatching-node.ts <address of the owner> <address of requests>`.
import { systemClock } from '#server/platform/clock.ts'
import type { Ground } from '#server/platform/ground.ts'
import { createLiveFeed } from '#server/platform/live.ts'
import { openNode, silentLog } from '#server/platform/testing/feed.ts'
import { createDispatching } from '../dispatching.ts'

const [url = '', appUrl = ''] = process.argv.slice(2)
const { db, newId } = openNode({ url, appUrl })
// Dispatching asks no more of the ground than this.
const ground = { db, newId, clock: systemClock, log: silentLog } as Ground
const everyDay = [['00:00', '24:00']] as [string, string][]
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const dispatching = createDispatching(ground, createLiveFeed(db, silentLog), {
  calendarOf: async () => ({
    timeZone: 'Europe/Paris',
    weeklyHours: Object.fromEntries(days.map(day => [day, everyDay])),
    holidays: 'none',
    exceptions: [],
  }),
})
dispatching.start()
process.stdout.write('ready\n')
setInterval(() => {}, 1000) // lives until it is killed
