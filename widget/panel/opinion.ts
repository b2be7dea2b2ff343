import type { ChatState, SurveyInput } from '../../contract/chat.ts'
import type { Ground } from './ground.ts'
import { Refusal } from './server.ts'

/** What the visitor answered to the question at the end; without a score, that they would rather not. */
export interface Opinion extends SurveyInput {
  /** The server has it. */
  isKnown?: boolean
}

interface Needs {
  ensureSession(): Promise<void>
  /** The session does not hold any more. */
  leave(): void
}

const againMs = 5000

/** The answer to the question at the end, kept and tried again until the server has it. */
export function createOpinion(ground: Ground, { ensureSession, leave }: Needs) {
  const { show, server } = ground
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOnItsWay = false
  addEventListener('online', () => void tell())
  return {
    tell,
    opine(opinion: Opinion) {
      know(opinion)
      void tell()
    },
  }

  function know(opinion: Opinion | undefined) {
    show({ opinion, problem: undefined })
    ground.keep()
  }

  async function tell(): Promise<void> {
    clearTimeout(timer)
    const { opinion } = ground.view
    if (!opinion || opinion.isKnown || isOnItsWay) return
    isOnItsWay = true
    const { isKnown: _, ...given } = opinion
    try {
      await ensureSession()
      const state = await server.ask<ChatState>('POST', 'survey', given)
      show({ state, isOnline: true })
      // Its words are no longer needed here; that it was given keeps an older answer of the server from asking again.
      know({ id: given.id, isKnown: true, ...(given.score && { score: given.score }) })
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) leave()
      if (error instanceof Refusal && error.status !== 401 && !error.passes) {
        know(undefined)
        show({ problem: error.message })
      } else {
        if (!(error instanceof Refusal)) show({ isOnline: false })
        timer = setTimeout(() => void tell(), againMs)
      }
    } finally {
      isOnItsWay = false
    }
  }
}
