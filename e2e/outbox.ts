import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { vi } from 'vitest'

export interface Outbox {
  /** Waits for a mail to this address that the question accepts. */
  mailTo(address: string, accepts?: (mail: Email) => boolean): Promise<Email>
  /** Every mail to this address so far. */
  mailsTo(address: string): Promise<Email[]>
}

/** The folder where mails go when no outgoing server is set. */
export function createOutbox(folder: string): Outbox {
  const known = new Map<string, Email>()

  const read = async (): Promise<Email[]> => {
    const names = await readdir(folder).catch(() => []) // made with the first mail
    for (const name of names.filter(one => one.endsWith('.eml') && !known.has(one)))
      known.set(name, await PostalMime.parse(await readFile(join(folder, name))))
    return [...known.values()]
  }

  const mailsTo = async (address: string) =>
    (await read()).filter(mail => mail.to?.some(to => to.address === address))

  return {
    mailsTo,
    mailTo: (address, accepts = () => true) =>
      vi.waitFor(
        async () => {
          const found = (await mailsTo(address)).find(accepts)
          if (!found) throw new Error(`No such mail to ${address}`)
          return found
        },
        { timeout: 40_000, interval: 200 },
      ),
  }
}
