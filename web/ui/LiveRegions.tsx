import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react'
import classes from './LiveRegions.module.css'

export interface AnnounceOptions {
  /** Also shown for a few seconds: a refusal must not be heard only. */
  visible?: boolean
}

export type Announce = (text: string, urgency?: 'polite' | 'assertive', options?: AnnounceOptions) => void

const AnnounceContext = createContext<Announce>(() => undefined)

export interface LiveRegionsProps {
  children: ReactNode
}

/**
 * The two live regions of the page, present from the start because screen readers ignore those that come later.
 * Nothing else may be live: a thread that were would be read whole at each change.
 */
export function LiveRegions({ children }: LiveRegionsProps) {
  const polite = useRef<HTMLDivElement>(null)
  const assertive = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<string>()

  const announce = useCallback<Announce>((text, urgency = 'polite', options) => {
    const region = (urgency === 'polite' ? polite : assertive).current
    if (region) say(region, text)
    if (options?.visible) setShown(text)
  }, [])

  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setShown(undefined), 5000)
    return () => clearTimeout(timer)
  }, [shown])

  return (
    <AnnounceContext value={announce}>
      {children}
      <div ref={polite} aria-live="polite" aria-atomic="false" className="visually-hidden" />
      <div ref={assertive} aria-live="assertive" aria-atomic="false" className="visually-hidden" />
      {shown && (
        <div className={classes.shown} aria-hidden="true">
          {shown}
        </div>
      )}
    </AnnounceContext>
  )
}

/** Says a sentence once to those who listen to the page. */
export function useAnnounce(): Announce {
  return use(AnnounceContext)
}

/** A new paragraph each time, so that the same sentence said twice is heard twice; old ones are swept away. */
function say(region: HTMLElement, text: string) {
  const line = document.createElement('p')
  line.textContent = text
  region.append(line)
  setTimeout(() => line.remove(), 8000)
}
