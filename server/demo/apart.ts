import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Config } from '#server/platform/config.ts'
import type { Loaded } from './load.ts'

/** What the other process must know to make a demonstration. */
export type ApartInput = {
  /** The owner's address: the demonstration is written across tables. */
  databaseUrl: string
  files: Config['files']
  seed: string
  /** An instant in ISO form: it crosses between processes. */
  now: string
}

export type ApartAnswer = { loaded: Loaded } | { error: string }

/**
 * Makes and loads a demonstration in a process of its own: it takes a few hundred megabytes for some seconds, which go back
 * to the machine with the process and would otherwise stay with the server.
 */
export function makeDemoApart(input: ApartInput): Promise<Loaded> {
  const child = fork(fileURLToPath(new URL('./apart-process.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`The demonstration could not be made (exit ${code})`)))
    child.once('message', (answer: ApartAnswer) => {
      if ('loaded' in answer) resolve(answer.loaded)
      else reject(new Error(answer.error))
    })
    // By message, not by argument: other users of the machine can read arguments, and the address holds a password.
    child.send(input)
  })
}
