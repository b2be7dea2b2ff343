import type { ChatFile } from '../../contract/chat.ts'
import { newId } from '../state/ids.ts'
import type { Ground } from './ground.ts'
import { Refusal } from './server.ts'
import type { Attachment } from './view.ts'

const longestPause = 15_000

/** Files on their way to a message: each leaves at once, and again while the network does not let it. */
export function createAttaching({ view, show, server, say }: Ground, ensureSession: () => Promise<void>) {
  return {
    attach(files: Iterable<File>) {
      const { mostBytes, mostPerMessage } = view.settings.files
      show({ problem: undefined })
      for (const file of files) {
        if (view.attachments.length >= mostPerMessage)
          return show({ problem: say('tooManyFiles', { most: mostPerMessage }) })
        if (file.size > mostBytes) {
          show({ problem: say('fileTooLarge', { name: file.name, most: Math.floor(mostBytes / 1_000_000) }) })
          continue
        }
        const one: Attachment = { id: newId(), name: file.name }
        show({ attachments: [...view.attachments, one] })
        void upload(one.id, file)
      }
    },
    detach(id: string) {
      show({ attachments: view.attachments.filter(one => one.id !== id) })
    },
  }

  async function upload(id: string, file: File, tries = 0): Promise<void> {
    try {
      await ensureSession()
      const form = new FormData()
      form.append('file', file, file.name)
      const answer = await server.ask<ChatFile>('POST', 'files', form)
      change(id, { fileId: answer.id })
    } catch (error) {
      if (error instanceof Refusal && !error.passes) return change(id, { problem: error.message })
      await new Promise(resolve => setTimeout(resolve, Math.min(longestPause, 1000 * 2 ** tries)))
      // Taken off meanwhile, it has nowhere to go.
      if (view.attachments.some(one => one.id === id)) return upload(id, file, tries + 1)
    }
  }

  function change(id: string, given: Partial<Attachment>) {
    show({ attachments: view.attachments.map(one => (one.id === id ? { ...one, ...given } : one)) })
  }
}
