import type { ChatMessage, VisitorMessageInput } from '../../contract/chat.ts'
import { newId } from '../state/ids.ts'
import { hurried, missed, nextOf, refused, sending, sent, written } from '../state/outbox.ts'
import { told } from '../state/thread.ts'
import type { Ground } from './ground.ts'
import { Refusal } from './server.ts'

interface Needs {
  ensureSession(): Promise<void>
  /** The session does not hold any more. */
  leave(): void
  /** Something was written: what had ended goes on. */
  learnReopened(): void
  sayTyping(isTyping: boolean): void
}

/** What the visitor writes, until the server has it. */
export function createSending(ground: Ground, { ensureSession, leave, learnReopened, sayTyping }: Needs) {
  const { view, show, server, say, bridge } = ground
  let timer: ReturnType<typeof setTimeout> | undefined
  let saidTypingAt = 0

  addEventListener('online', () => {
    show({ isOnline: true })
    hurry()
  })
  addEventListener('offline', () => show({ isOnline: false }))

  return {
    pump,
    /** The server can be reached again: what waits goes at once. */
    hurry,
    write(draft: string) {
      if (draft === view.draft) return
      show({ draft })
      if (ground.hasBegun) ground.keep()
      if (draft !== '' && Date.now() - saidTypingAt > 2000) {
        saidTypingAt = Date.now()
        sayTyping(true)
      }
    },
    send() {
      const text = view.draft.trim()
      const files = view.attachments.filter(one => !one.problem)
      if (text === '' && files.length === 0) return
      if (files.some(one => !one.fileId)) return show({ problem: say('fileUnderWay') })
      const isFirst = view.thread.messages.length === 0 && view.outbox.length === 0
      ground.hasBegun = true
      saidTypingAt = 0
      sayTyping(false)
      show({
        outbox: written(view.outbox, {
          id: newId(),
          text,
          files: files.map(({ fileId, name }) => ({ id: fileId!, name })),
          ...(isFirst && ground.fields && { fields: ground.fields }),
        }),
        draft: '',
        attachments: [],
        problem: undefined,
        notice: undefined,
      })
      ground.keep()
      bridge.emit('sent', { text })
      void pump()
    },
    again(id: string) {
      show({ outbox: hurried(view.outbox, id) })
      void pump()
    },
    takeBack(id: string) {
      const text = view.outbox.find(one => one.id === id)?.text ?? ''
      show({ outbox: sent(view.outbox, id), draft: view.draft || text })
      ground.keep()
    },
  }

  function hurry() {
    show({ outbox: hurried(view.outbox) })
    void pump()
  }

  /** Sends what waits, one after the other; what cannot leave now is tried later. */
  async function pump(): Promise<void> {
    clearTimeout(timer)
    const next = nextOf(view.outbox, Date.now())
    if (!next) return
    if ('lookAt' in next) {
      timer = setTimeout(() => void pump(), next.lookAt - Date.now())
      return
    }
    const { id, text, files, fields } = next.send
    show({ outbox: sending(view.outbox, id) })
    try {
      await ensureSession()
      const body: VisitorMessageInput = {
        id,
        text,
        fileIds: files.map(file => file.id),
        ...(fields && { fields }),
        ...(bridge.hasConsent() &&
          location.protocol.startsWith('http') && { page: { url: location.href, title: document.title } }),
      }
      const message = await server.ask<ChatMessage>('POST', 'messages', body)
      show({
        outbox: sent(view.outbox, id),
        thread: told(view.thread, { items: [message] }),
        isOnline: true,
      })
      learnReopened()
    } catch (error) {
      const isOver = error instanceof Refusal && error.status === 401
      if (isOver) leave()
      if (isOver || !(error instanceof Refusal) || error.passes) {
        show({
          outbox: missed(view.outbox, id, Date.now()),
          ...(!(error instanceof Refusal) && { isOnline: false }),
        })
      } else show({ outbox: refused(view.outbox, id, error.message) })
    }
    ground.keep()
    return pump()
  }
}
