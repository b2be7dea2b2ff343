import { type RefObject, useLayoutEffect, useState } from 'react'

const gap = 12

/** How far from the foot of the window something must stay to cover nothing of the composer below it. */
export function useAboveComposer(ref: RefObject<HTMLElement | null>, isShown: boolean): number | undefined {
  const [above, setAbove] = useState<number>()
  useLayoutEffect(() => {
    if (!isShown) return
    const measure = () => {
      const composer = document.querySelector('[data-composer]')?.getBoundingClientRect()
      const box = ref.current?.getBoundingClientRect()
      const isUnder = composer && box && composer.right > box.left && composer.left < box.right
      setAbove(isUnder ? window.innerHeight - composer.top + gap : undefined)
    }
    measure()
    // The composer grows as one writes, comes and goes as conversations are opened.
    const timer = setInterval(measure, 500)
    window.addEventListener('resize', measure)
    return () => {
      clearInterval(timer)
      window.removeEventListener('resize', measure)
    }
  }, [ref, isShown])
  return above
}
