import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { isPooler, openDb } from './db.ts'
import { createRecordEvent } from './events.ts'
import { createFiles, openFileStore } from './files.ts'
import type { Ground } from './ground.ts'
import { createTranslate } from './i18n.ts'
import { createIds } from './ids.ts'
import { createNumbers } from './numbers.ts'
import { createSecrets } from './secrets.ts'

export interface GroundOptions {
  config: Pick<Config, 'files' | 'secretKey' | 'publicUrl'>
  database: { appUrl: string; systemUrl: string; directUrl: string }
  clock: Clock
  log: Logger
}

/** Opens what every domain stands on: database, files, events, secrets, words. */
export async function openGround({ config, database, clock, log }: GroundOptions): Promise<Ground> {
  const db = openDb({
    appUrl: database.appUrl,
    systemUrl: database.systemUrl,
    isPooled: isPooler(database.appUrl, database.directUrl),
    onError: error => log.warn({ error }, 'a database connection was lost'),
  })
  const newId = createIds(clock)
  const store = await openFileStore(config.files)
  return {
    db,
    clock,
    newId,
    nextNumber: createNumbers(db),
    recordEvent: createRecordEvent(newId, () => clock.now()),
    files: createFiles({ ...store, newId }),
    secrets: createSecrets(config.secretKey),
    t: createTranslate(),
    log,
    publicUrl: config.publicUrl,
  }
}
