import { useEffect, useState } from 'react'

/** The time, renewed at this pace: one call at the head of a list serves all its rows. */
export function useNow(everyMilliseconds: number): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMilliseconds)
    return () => clearInterval(timer)
  }, [everyMilliseconds])
  return now
}
