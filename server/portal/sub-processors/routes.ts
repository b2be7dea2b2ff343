import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import { countReaders } from './readers.ts'
import { announce, change, end, listSubProcessors, noticeEndsOn, subProcessorFor } from './sub-processors.ts'

/** Sub-processors of the contract. */
export function subProcessorRoutes(ground: Ground, slugOf: (tx: Tx) => Promise<string>) {
  return {
    listSubProcessors: os.listSubProcessors.handler(async ({ context: { tx } }) => ({
      items: await listSubProcessors(tx),
      noticeEndsOn: noticeEndsOn(ground.clock.now()),
      readers: await countReaders(tx),
      url: `${ground.publicUrl}/subprocessors/${await slugOf(tx)}`,
    })),
    createSubProcessor: os.createSubProcessor.handler(async ({ input, context: { tx, actor } }) =>
      subProcessorFor(tx, await announce(ground, tx, actor, input)),
    ),
    updateSubProcessor: os.updateSubProcessor.handler(
      async ({ input: { id, ...wanted }, context: { tx, actor } }) => {
        const given = Object.entries(wanted).filter(([, value]) => value !== undefined)
        await change(ground, tx, actor, id, Object.fromEntries(given))
        return subProcessorFor(tx, id)
      },
    ),
    endSubProcessor: os.endSubProcessor.handler(async ({ input, context: { tx, actor } }) => {
      await end(ground, tx, actor, input.id)
      return { done: true as const }
    }),
  }
}
