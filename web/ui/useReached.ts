import { type RefObject, useEffect, useEffectEvent, useRef } from 'react'

/** Calls when the end of a list, marked by this element, comes near the eye; again while it stays there. */
export function useReached<Element extends HTMLElement>(
  onReach: () => void,
  isWanted: boolean,
): RefObject<Element | null> {
  const mark = useRef<Element>(null)
  const reached = useEffectEvent(onReach)
  useEffect(() => {
    const element = mark.current
    if (!element || !isWanted) return
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) reached()
      },
      { rootMargin: '400px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [isWanted])
  return mark
}
