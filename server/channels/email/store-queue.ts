import { inBatches } from '#server/platform/batches.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type RawMail, type Stored, storeMails } from './store.ts'

export interface MailStore {
  /** Stores a mail; resolves once it is committed. */
  store(workspaceId: string, mail: RawMail): Promise<Stored>
}

/** More than this in one transaction would make the first sender wait for the last one's bytes. */
const most = { mails: 50, bytes: 8 * 1024 * 1024 }

/** Stores mails that arrive together in one commit: while one is being written, those that come wait for the next. */
export function createMailStore(ground: Ground): MailStore {
  return {
    store: inBatches<RawMail, Stored>({
      take: howMany,
      work: (workspaceId, mails) => storeMails(ground, workspaceId, mails),
    }),
  }
}

function howMany(waiting: readonly RawMail[]): number {
  let bytes = 0
  const end = waiting.findIndex((mail, index) => {
    bytes += mail.raw.byteLength
    return index >= most.mails || (index > 0 && bytes > most.bytes)
  })
  return end < 0 ? waiting.length : end
}
