import type { Selectable } from 'kysely'
import type { Erasure } from '#contract/privacy.ts'
import type { DB } from '#server/platform/db.ts'

export type ErasureRow = Selectable<DB['erasures']>
/** Rows by part. */
export type Counts = Record<string, number>

/** Counts as people read them: what there is something of, the largest first. */
export function toParts(counts: Counts, nameOf: (part: string) => string): Erasure['parts'] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([part, count]) => ({ part, name: nameOf(part), count }))
}
