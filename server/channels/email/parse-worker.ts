import { parentPort } from 'node:worker_threads'
import { readMail } from './parse.ts'
import type { ReadAnswer, ReadQuestion } from './parse-apart.ts'
import { PoisonMail } from './poison.ts'

/** The other thread of parse-apart.ts: reads one mail at a time and hands its files over without copying them. */
parentPort?.on('message', async ({ raw, options }: ReadQuestion) => {
  const answer = await read(raw, options)
  const files =
    'mail' in answer ? answer.mail.attachments.map(file => file.content.buffer as ArrayBuffer) : []
  parentPort?.postMessage(answer, [...new Set(files)])
})

async function read(raw: Uint8Array, options: ReadQuestion['options']): Promise<ReadAnswer> {
  try {
    const mail = await readMail(raw, options)
    // A view into a pooled buffer would take its neighbours along.
    const attachments = mail.attachments.map(file => ({ ...file, content: Uint8Array.from(file.content) }))
    return { mail: { ...mail, attachments } }
  } catch (error) {
    if (error instanceof PoisonMail) return { poison: error.code, details: error.details }
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
