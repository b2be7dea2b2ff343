import { useCallback, useState } from 'react'
import { extend, toggle } from './selection.ts'

/** The rows chosen to act on together, kept by id so that a moving list does not change the choice. */
export function useSelection(order: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState<string>()
  const select = useCallback(
    (id: string, isRange: boolean) => {
      setChosen(known => (isRange && anchor ? extend(known, order, anchor, id) : toggle(known, id)))
      if (!isRange || !anchor) setAnchor(id)
    },
    [order, anchor],
  )
  const clear = useCallback(() => {
    setChosen(new Set())
    setAnchor(undefined)
  }, [])
  /** Lets go of all but these: those an act could not change. */
  const keep = useCallback((ids: readonly string[]) => setChosen(new Set(ids)), [])
  return { chosen, select, clear, keep }
}
