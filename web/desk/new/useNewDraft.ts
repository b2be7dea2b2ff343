import { useCallback, useState } from 'react'

export interface NewDraft {
  direction: 'out' | 'in'
  subject: string
  text: string
  channelId?: string | undefined
}

const key = 'boucle-new-conversation'
const blank: NewDraft = { direction: 'out', subject: '', text: '' }

/** What is being written to nobody yet: the server has no conversation to keep it in, so this tab does. */
export function useNewDraft() {
  const [draft, setDraft] = useState<NewDraft>(read)
  const edit = useCallback(
    (change: Partial<NewDraft>) =>
      setDraft(known => {
        const next = { ...known, ...change }
        sessionStorage.setItem(key, JSON.stringify(next))
        return next
      }),
    [],
  )
  const forget = useCallback(() => {
    sessionStorage.removeItem(key)
    setDraft(blank)
  }, [])
  return { draft, edit, forget }
}

function read(): NewDraft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    return kept && typeof kept === 'object' ? { ...blank, ...kept } : blank
  } catch {
    return blank
  }
}
