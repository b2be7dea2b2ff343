import type { TFunction } from 'i18next'
import type { BoardName } from '../../contract/supervision.ts'

/** The name of a board, in words where its kind says all. */
export function nameOf(board: BoardName, t: TFunction<'wallboard'>): string {
  if (board.name !== null) return board.name
  if (board.kind === 'house') return t('board.house')
  if (board.key === 'language-fr') return t('board.fr')
  if (board.key === 'language-en') return t('board.en')
  return t('board.all')
}
