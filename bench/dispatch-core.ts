// Decisions of the dispatcher's core with 10,000 advisers, 100,000 items that wait and 2,000 profiles: somebody ends something, and is given what comes next; meanwhile as much comes in.
import { createDispatcher } from '#server/routing/core/dispatcher.ts'
import type { Adviser, OpenTime, Profile, Requirement, Rules, WorkItem } from '#server/routing/core/model.ts'
import { createOpenTime } from '#server/workspaces/hours/open-time.ts'
import { conclude, percentile, round, say } from './measure.ts'

const advisers = Number(process.env.BENCH_ADVISERS ?? 10_000)
const waiting = Number(process.env.BENCH_ITEMS ?? 100_000)
const profiles = 2000
const queues = 300
const seconds = Number(process.env.BENCH_SECONDS ?? 10)

/** The same numbers on each run. */
let state = 20_261_122
const chance = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}
const oneOf = <One>(some: readonly One[]): One => some[Math.floor(chance() * some.length)]!

const skills = Array.from({ length: 24 }, (_, which) => `skill ${which}`)
const languages = ['fr', 'en', 'de', 'es', 'it', 'nl']
const groups = Array.from({ length: 12 }, (_, which) => `team ${which}`)
const channels = ['voice', 'chat', 'message', 'mail']
const rules: Rules = {
  channels: {
    voice: {
      units: 100,
      parkedUnits: 0,
      most: 1,
      isExclusive: true,
      interrupts: ['message', 'mail'],
      offerMs: 20_000,
    },
    chat: { units: 33, parkedUnits: 5, most: 3, isExclusive: false, interrupts: ['mail'], offerMs: 30_000 },
    message: { units: 20, parkedUnits: 5, most: 5, isExclusive: false, interrupts: [], offerMs: 60_000 },
    mail: { units: 12, parkedUnits: 0, most: 8, isExclusive: false, interrupts: [] },
  },
  backOffMs: 30_000,
  backOffAloneMs: 5000,
  missesAllowed: 2,
  shares: {},
  shareHoldsMs: 120_000,
  prefersFit: false,
  emergenciesPerMinute: 10,
}
/** Two calendars as people set them: one for calls, one that never closes. */
const week = (hours: [string, string][]) =>
  Object.fromEntries((['mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const).map(day => [day, hours]))
const began = new Date('2026-11-20T10:00:00Z')
const calendars = {
  office: createOpenTime(
    { timeZone: 'Europe/Paris', weeklyHours: week([['08:00', '20:00']]), holidays: 'FR', exceptions: [] },
    new Date('2026-11-01T00:00:00Z'),
  ),
  always: createOpenTime(
    { timeZone: 'Europe/Paris', weeklyHours: week([['00:00', '24:00']]), holidays: 'none', exceptions: [] },
    new Date('2026-11-01T00:00:00Z'),
  ),
}
const open: OpenTime = {
  positionAt: (calendar, instant) => calendars[calendar as 'office'].positionAt(instant),
  instantOf: (calendar, position) => calendars[calendar as 'office'].instantOf(position),
}

function someOf<One>(all: readonly One[], most: number): One[] {
  return [...new Set(Array.from({ length: 1 + Math.floor(chance() * most) }, () => oneOf(all)))]
}

const kinds: Profile[] = Array.from({ length: profiles }, (_, which) => ({
  skills: Object.fromEntries(someOf(skills, 5).map(skill => [skill, 1 + Math.floor(chance() * 5)])),
  languages: someOf(languages, 2),
  groups: [groups[which % groups.length]!],
  employer: which % 10 === 0 ? 'partner' : 'house',
}))
/** What a queue of a workspace is: who may take its requests, how soon they should be, by which channel they come. */
const requests = Array.from({ length: queues }, () => {
  const needed: Requirement = {
    skills: { [oneOf(skills)]: 1 + Math.floor(chance() * 2) },
    languages: [oneOf(languages)],
    groups: someOf(groups, 4),
    employers: ['house'],
  }
  return {
    channel: oneOf(channels),
    targetMs: oneOf([20_000, 60_000, 3_600_000]),
    calendar: oneOf(['office', 'always']),
    ladder: [
      { afterMs: 0, requirement: needed },
      { afterMs: 60_000, requirement: { ...needed, groups: [] } },
      {
        afterMs: 180_000,
        requirement: { ...needed, groups: [], skills: {}, employers: ['house', 'partner'] },
      },
    ],
  }
})

let now = began.getTime()
let made = 0
const anItem = (ago: number): WorkItem => {
  made += 1
  const t0 = now - ago
  return {
    id: `item ${made}`,
    ...oneOf(requests),
    t0,
    creditMs: 0,
    weight: oneOf([1, 1, 1, 2]),
    since: t0,
  }
}

const routing = createDispatcher(rules, open)
for (let which = 0; which < advisers; which++) {
  const adviser: Adviser = {
    id: `adviser ${which}`,
    profile: kinds[which % profiles]!,
    capacity: 100,
    routable: new Set(channels),
    idleSince: now - Math.floor(chance() * 600_000),
  }
  routing.adviser(now, adviser)
}
for (let which = 0; which < waiting + advisers * 3; which++)
  routing.queue(now, anItem(Math.floor(chance() * 300_000)))

const busy: string[] = []
const opening = performance.now()
take()
const openingMs = performance.now() - opening
say(
  `at opening ${busy.length} given out in ${round(openingMs)} ms (${Math.round((busy.length / openingMs) * 1000)}/s)`,
)
while (routing.counts().waiting < waiting) routing.queue(now, anItem(Math.floor(chance() * 300_000)))
take()
say(`${advisers} advisers of ${profiles} profiles, ${routing.counts().waiting} items wait`)

// Warm, then measured: one thing ends, what follows is decided, and one comes in its place.
for (let which = 0; which < 20_000; which++) turn()
const times: number[] = []
let decided = 0
const cpu = process.cpuUsage()
const start = performance.now()
while (performance.now() - start < seconds * 1000) {
  const before = performance.now()
  decided += turn()
  times.push(performance.now() - before)
}
const tookMs = performance.now() - start
const used = process.cpuUsage(cpu)
say(
  `${decided} decisions in ${round(tookMs)} ms; a turn p50 ${round(percentile(times, 0.5), 4)} ms, p99 ${round(percentile(times, 0.99), 4)} ms, most ${round(Math.max(...times.slice(-100_000)), 2)} ms; ${routing.counts().waiting} wait, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`,
)
conclude({
  bench: 'dispatch-core',
  perSecond: Math.round((decided / tookMs) * 1000),
  cpuMs: round((used.user + used.system) / 1000 / decided, 4),
  p50Ms: round(percentile(times, 0.5), 4),
  p99Ms: round(percentile(times, 0.99), 4),
  openingPerSecond: Math.round((busy.length / openingMs) * 1000),
  advisers,
  waiting: routing.counts().waiting,
  profiles,
})

/** Somebody ends something and is given what comes next; something else comes in. */
function turn(): number {
  now += 1
  const at = Math.floor(chance() * busy.length)
  const ended = busy[at]!
  busy[at] = busy.at(-1)!
  busy.pop()
  routing.finish(now, ended)
  routing.queue(now, anItem(0))
  return take()
}

function take(): number {
  let offers = 0
  for (const one of routing.decide(now)) {
    if (one.kind !== 'offer') continue
    routing.accept(now, one.itemId, one.adviserId)
    busy.push(one.itemId)
    offers += 1
  }
  return offers
}
