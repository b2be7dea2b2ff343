import type { Ground } from '#server/platform/ground.ts'
import { type RawMail, type Stored, storeMails } from './store.ts'

export interface MailStore {
  /** Stores a mail; resolves once it is committed. */
  store(workspaceId: string, mail: RawMail): Promise<Stored>
}

interface Waiting {
  mail: RawMail
  resolve: (stored: Stored) => void
  reject: (error: unknown) => void
}

/** More than this in one transaction would make the first sender wait for the last one's bytes. */
const most = { mails: 50, bytes: 8 * 1024 * 1024 }

/** Stores mails that arrive together in one commit: while one is being written, those that come wait for the next. */
export function createMailStore(ground: Ground): MailStore {
  const queues = new Map<string, Waiting[]>()

  async function flush(workspaceId: string, queue: Waiting[]) {
    while (queue.length > 0) {
      const batch = takeBatch(queue)
      try {
        await storeTogether(workspaceId, batch)
      } catch (error) {
        if (batch.length === 1) batch[0]!.reject(error)
        // One of them may be at fault: the others must not suffer for it.
        else for (const one of batch) await storeTogether(workspaceId, [one]).catch(one.reject)
      }
    }
    queues.delete(workspaceId)
  }

  async function storeTogether(workspaceId: string, batch: Waiting[]) {
    const stored = await storeMails(
      ground,
      workspaceId,
      batch.map(one => one.mail),
    )
    for (const [index, one] of batch.entries()) one.resolve(stored[index]!)
  }

  return {
    store: (workspaceId, mail) =>
      new Promise((resolve, reject) => {
        const waiting = { mail, resolve, reject }
        const queue = queues.get(workspaceId)
        if (queue) {
          queue.push(waiting)
          return
        }
        const fresh = [waiting]
        queues.set(workspaceId, fresh)
        // Mails that arrived in the same turn of the loop go together from the start.
        setImmediate(() => void flush(workspaceId, fresh))
      }),
  }
}

function takeBatch(queue: Waiting[]): Waiting[] {
  let bytes = 0
  const end = queue.findIndex(({ mail }, index) => {
    bytes += mail.raw.byteLength
    return index >= most.mails || (index > 0 && bytes > most.bytes)
  })
  return queue.splice(0, end < 0 ? queue.length : end)
}
