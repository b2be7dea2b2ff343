import type { Recovery } from '../../contract/loops.ts'
import type { RecoveryActs } from './data/useRecoveryActs.ts'

/** What the board and the list share: the same recoveries, the same acts. */
export interface Workbench {
  now: Date
  acts: RecoveryActs
  owner: string | undefined
  openId: string | undefined
  /** The recovery that keys act on. */
  activeId: string | undefined
  activate: (recovery: Recovery) => void
  movingId: string | undefined
  setMoving: (id: string | undefined) => void
  hrefOf: (id: string) => string
  /** Gives the focus to its card, wherever it went. */
  returnTo: (id: string) => void
  /** Opens it to say how it ended. */
  finish: (recovery: Recovery) => void
}
