export interface Batches<Item, Result> {
  /** How many of those that wait go together, of one key. */
  take: (waiting: readonly Item[]) => number
  /** Does some together: all of them, or none and an error. Gives one result for each, in order. */
  work: (key: string, items: Item[]) => Promise<Result[]>
}

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Does things of one key that come together in one go: while some are being done, those that come wait for the next. When a
 * batch fails each of it is done alone, because one may be at fault and the others must not suffer for it.
 */
export function inBatches<Item, Result>({ take, work }: Batches<Item, Result>) {
  const queues = new Map<string, Waiting<Item, Result>[]>()

  async function flush(key: string, queue: Waiting<Item, Result>[]) {
    while (queue.length > 0) {
      const batch = queue.splice(0, Math.max(1, take(queue.map(({ item }) => item))))
      try {
        await together(key, batch)
      } catch (error) {
        if (batch.length === 1) batch[0]!.reject(error)
        else for (const one of batch) await together(key, [one]).catch(one.reject)
      }
    }
    queues.delete(key)
  }

  async function together(key: string, batch: Waiting<Item, Result>[]) {
    const results = await work(
      key,
      batch.map(({ item }) => item),
    )
    for (const [index, { resolve }] of batch.entries()) resolve(results[index]!)
  }

  return (key: string, item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject }
      const queue = queues.get(key)
      if (queue) {
        queue.push(waiting)
        return
      }
      const fresh = [waiting]
      queues.set(key, fresh)
      // What comes in the same turn of the loop goes together from the start.
      setImmediate(() => void flush(key, fresh))
    })
}
