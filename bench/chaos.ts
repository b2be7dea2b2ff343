// Three nodes, 300 advisers, 20,000 items; nodes killed and frozen again and again, the database once, Redis once: every item is finished by one person, once. `BENCH_ADVISERS`, `BENCH_ITEMS`, `BENCH_BLOWS`.
import { liveThroughChaos } from '../e2e/chaos.ts'
import { conclude, note } from './measure.ts'

const advisers = Number(process.env.BENCH_ADVISERS ?? 300)
const items = Number(process.env.BENCH_ITEMS ?? 20_000)
const blows = Number(process.env.BENCH_BLOWS ?? 40)
const outcome = await liveThroughChaos({
  ...{ advisers, items, blows, everyMs: Number(process.env.BENCH_EVERY_MS ?? 6000), withinMs: 3_600_000 },
  say: note,
})
conclude({ bench: 'chaos', advisers, items, blows, ...outcome, faults: outcome.faults.length })
for (const fault of outcome.faults) note(fault)
