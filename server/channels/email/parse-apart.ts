import { Worker } from 'node:worker_threads'
import { type ReadMail, type ReadOptions, readMail } from './parse.ts'
import { type PoisonCode, PoisonMail } from './poison.ts'

export interface ReadQuestion {
  raw: Uint8Array
  options: ReadOptions
}

export type ReadAnswer =
  | { mail: ReadMail }
  | { poison: PoisonCode; details: PoisonMail['details'] }
  | { failure: string }

export interface ApartReader {
  readMail: (raw: Uint8Array, options: ReadOptions) => Promise<ReadMail>
  close(): Promise<void>
}

/**
 * Reads ordinary mails here, in a millisecond or two, and large ones in a thread of their own: a mail of 40 MB would
 * make everybody wait for a second, and one made to exhaust its reader for ever. That thread has limits; a mail that
 * meets them is poison.
 */
export function createApartReader({
  hereBytes = 256 * 1024,
  mostMs = 30_000,
  mostMegabytes = 1024,
  idleMs = 30_000,
} = {}): ApartReader {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()

  const stop = async () => {
    clearTimeout(idle)
    const mine = worker
    worker = undefined
    await mine?.terminate()
  }

  async function readApart(question: ReadQuestion): Promise<ReadMail> {
    clearTimeout(idle)
    worker ??= new Worker(new URL('./parse-worker.ts', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    })
    worker.unref()
    try {
      const answer = await ask(worker, question, mostMs)
      if ('mail' in answer) return answer.mail
      if ('poison' in answer) throw new PoisonMail(answer.poison, answer.details)
      throw new Error(answer.failure)
    } catch (error) {
      // What it was doing is not over: only its end is.
      if (error instanceof Exhausted) await stop()
      throw error instanceof Exhausted ? new PoisonMail('mail.too_slow', {}, error) : error
    } finally {
      idle = setTimeout(() => void stop(), idleMs)
      idle.unref()
    }
  }

  return {
    async readMail(raw, options) {
      if (raw.byteLength <= hereBytes) return readMail(raw, options)
      const mine = last.then(() => readApart({ raw, options }))
      last = mine.catch(() => {})
      return mine
    },
    close: stop,
  }
}

class Exhausted extends Error {}

function ask(worker: Worker, question: ReadQuestion, mostMs: number): Promise<ReadAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Exhausted('out of time'))), mostMs)
    const onMessage = (answer: ReadAnswer) => settle(() => resolve(answer))
    const onEnd = (why: unknown) => settle(() => reject(new Exhausted(String(why))))
    const settle = (done: () => void) => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd)
      done()
    }
    worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd)
    worker.postMessage(question)
  })
}
