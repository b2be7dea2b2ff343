import { useEffect, useRef, useState } from 'react'

/** True from the moment a page named by this id was left for its list, until another is opened. */
export function useReturning(id: string | undefined): boolean {
  const last = useRef(id)
  const [isReturning, setReturning] = useState(false)
  useEffect(() => {
    setReturning(last.current !== undefined && id === undefined)
    last.current = id
  }, [id])
  return isReturning
}
