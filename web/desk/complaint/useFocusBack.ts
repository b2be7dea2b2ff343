import { useEffect, useRef } from 'react'
import type { ComplaintForm } from './useConcluding.ts'

/** Where a form that was sent, or a button that did its act, took the focus with it, what opens the next has it. */
export function useFocusBack(state: string, form: ComplaintForm | undefined) {
  const acts = useRef<HTMLDivElement>(null)
  const before = useRef({ state, form })
  useEffect(() => {
    const was = before.current
    before.current = { state, form }
    const isOver = was.form !== undefined && form === undefined
    if (!isOver && was.state === state) return
    if (document.activeElement && document.activeElement !== document.body) return
    const wanted = was.form ?? 'conclude'
    acts.current?.querySelector<HTMLElement>(`[data-form="${wanted}"]`)?.focus()
  }, [state, form])
  return acts
}
