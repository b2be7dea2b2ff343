import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { type AbsenceDeps, absencesFor, endAbsence, keepAbsences, setAbsence } from './absences.ts'

export type { AbsenceDeps } from './absences.ts'

const os = implement(contract.absences).$context<RequestContext>().use(guard)

/** People who are not there: what waits with them is for others meanwhile. */
export function createAbsences(ground: Ground, deps: AbsenceDeps) {
  const router = os.router({
    list: os.list.handler(async ({ context: { tx, actor } }) => ({
      items: await absencesFor(ground, tx, actor),
    })),
    set: os.set.handler(({ input, context: { tx, actor } }) => setAbsence(ground, deps, tx, actor, input)),
    end: os.end.handler(async ({ input, context: { tx, actor } }) => ({
      returned: await endAbsence(ground, deps, tx, actor, input.id),
    })),
  })
  const chores: Partial<Chores> = {
    timers: [{ name: 'routing.absences', pattern: '* * * * *', run: () => keepAbsences(ground, deps) }],
  }
  return { router, chores, keep: () => keepAbsences(ground, deps) }
}
