/** How long the clocks of a request are given to be counted, and how often; comparing finds those that took longer. */
const promiseMs = 100
const mostReads = 10

/** Time promises are counted beside requests, a moment after them and without a word: until then, a request is read again. */
export function createUnpromised(
  readAgain: (conversationIds: string[]) => void,
  waits: (conversationId: string) => boolean,
) {
  const reads = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  return {
    /** A request was read; says whether its promise is counted still. */
    wasRead(conversationId: string, isPromiseDue: boolean) {
      const times = (reads.get(conversationId) ?? 0) + 1
      if (!isPromiseDue || times > mostReads) {
        reads.delete(conversationId)
        return
      }
      reads.set(conversationId, times)
      timer ??= setTimeout(() => {
        timer = undefined
        // Somebody was found meanwhile.
        for (const id of reads.keys()) if (!waits(id)) reads.delete(id)
        if (reads.size > 0) readAgain([...reads.keys()])
      }, promiseMs)
    },
    stop: () => clearTimeout(timer),
  }
}
