import type { Board } from '#contract/supervision.ts'

/** What of a board is not as it was told; its instant always is. */
export function changeBetween(last: Board, next: Board): Partial<Board> & Pick<Board, 'asOf'> {
  const changed = Object.entries(next).filter(
    ([part, value]) => JSON.stringify(value) !== JSON.stringify(last[part as keyof Board]),
  )
  return { ...(Object.fromEntries(changed) as Partial<Board>), asOf: next.asOf }
}
