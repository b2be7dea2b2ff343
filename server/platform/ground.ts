import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import type { RecordEvent } from './events.ts'
import type { Files } from './files.ts'
import type { Translate } from './i18n.ts'
import type { NewId } from './ids.ts'
import type { NextNumber } from './numbers.ts'
import type { Secrets } from './secrets.ts'

/** What every domain stands on; app.ts builds it once and hands it down. */
export interface Ground {
  db: Db
  clock: Clock
  newId: NewId
  nextNumber: NextNumber
  recordEvent: RecordEvent
  files: Files
  secrets: Secrets
  t: Translate
  log: Logger
  /** Where people reach this Boucle, without a final slash. */
  publicUrl: string
}
