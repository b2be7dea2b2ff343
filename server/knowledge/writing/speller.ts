import { Worker } from 'node:worker_threads'

export interface SpellQuestion {
  id: number
  language: 'fr' | 'en'
  words: string[]
}

export interface SpellAnswer {
  id: number
  wrong: { word: string; suggestions: string[] }[]
}

export interface Speller {
  /** The words that the dictionary does not know, with what may have been meant; undefined when it took too long. */
  check(language: 'fr' | 'en', words: string[]): Promise<SpellAnswer['wrong'] | undefined>
  close(): Promise<void>
}

/**
 * Looks words up in a thread of its own, since a suggestion can take half a second; it begins with the first question and
 * ends when nobody has asked for a while, with the 45 MB that a dictionary takes.
 */
export function createSpeller({ mostMs = 4000, idleMs = 600_000 } = {}): Speller {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let asked = 0

  const stop = async () => {
    clearTimeout(idle)
    const mine = worker
    worker = undefined
    await mine?.terminate()
  }

  return {
    async check(language, words) {
      if (words.length === 0) return []
      clearTimeout(idle)
      worker ??= new Worker(new URL('./speller-worker.ts', import.meta.url), { execArgv: [] })
      worker.unref()
      const mine = worker
      const question: SpellQuestion = { id: ++asked, language, words }
      try {
        return await ask(mine, question, mostMs)
      } catch (error) {
        // A thread that failed is replaced at the next question.
        if (worker === mine) await stop()
        throw error
      } finally {
        idle = setTimeout(() => void stop(), idleMs)
        idle.unref()
      }
    },
    close: stop,
  }
}

function ask(
  worker: Worker,
  question: SpellQuestion,
  mostMs: number,
): Promise<SpellAnswer['wrong'] | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => resolve(undefined)), mostMs)
    const onMessage = (answer: SpellAnswer) => {
      if (answer.id === question.id) settle(() => resolve(answer.wrong))
    }
    const onEnd = (why: unknown) => settle(() => reject(new Error(`the speller ended: ${String(why)}`)))
    const settle = (done: () => void) => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd)
      done()
    }
    worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd)
    worker.postMessage(question)
  })
}
