import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { sentenceOf } from '#server/platform/http/problems.ts'
import type { RequireAgreed } from '../changes.ts'
import type { ClosingDeps } from '../closure.ts'
import type { AskAnswersDue } from '../promised.ts'
import { rowsOf } from '../queries.ts'
import { promiseTo, toRow } from '../rows.ts'
import { type VisibleContactFields, veilFor } from '../veil.ts'
import { actOnMany, type Result, undoMany } from './bulk.ts'
import type { RevertDeps } from './reverting.ts'

export interface BulkDeps extends RevertDeps, ClosingDeps {
  answerDue: AskAnswersDue
  visibleContactFields: VisibleContactFields
  requireAgreed: RequireAgreed
}

/** The contract's acts on many conversations. */
export function bulkRoutes(deps: BulkDeps) {
  const { ground } = deps
  const os = implement(contract.bulkActs).$context<RequestContext>().use(guard)

  const told = async (tx: Tx, actor: Actor, { id, results }: { id: string | null; results: Result[] }) => {
    const veil = await veilFor(tx, actor, deps.visibleContactFields)
    const rows = await rowsOf(
      tx,
      actor,
      results.map(result => result.id),
    )
    const due = await promiseTo(tx, [...rows.values()], () => deps.answerDue(tx))
    const shown = (one: string) => {
      const row = rows.get(one)
      if (!row) return null
      return veil?.row(toRow(row, due)) ?? toRow(row, due)
    }
    return {
      id,
      items: results.map(({ id: one, outcome, refusal }) => ({
        id: one,
        outcome,
        code: refusal?.code ?? null,
        sentence: refusal ? sentenceOf(refusal.code, refusal.values, actor.language, ground.t) : null,
        conversation: shown(one),
      })),
    }
  }

  return os.router({
    act: os.act.handler(async ({ input, context: { tx, actor } }) =>
      told(tx, actor, await actOnMany(deps, tx, actor, input)),
    ),
    undo: os.undo.handler(async ({ input, context: { tx, actor } }) =>
      told(tx, actor, await undoMany(deps, tx, actor, input.id)),
    ),
  })
}
