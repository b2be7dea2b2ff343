import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '../keyboard/useCommands.ts'
import { useAnnounce } from './LiveRegions.tsx'
import { UndoBar } from './UndoBar.tsx'

export interface Undoable {
  /** What was done: "Conversation closed". With seconds when the act itself is still to come. */
  text: string | ((secondsLeft: number) => string)
  undo: () => unknown
  seconds?: number
  /** Called when the time is over and nobody undid it. */
  onExpire?: () => void
}

export interface OfferedUndo extends Undoable {
  id: number
  until: number
}

const UndoContext = createContext<((act: Undoable) => () => void) | undefined>(undefined)

export interface UndoProviderProps {
  children: ReactNode
}

/** Keeps what can still be undone, above the screens so that going elsewhere does not lose it. */
export function UndoProvider({ children }: UndoProviderProps) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const [offers, setOffers] = useState<readonly OfferedUndo[]>([])
  const count = useRef(0)
  const drop = useCallback((id: number) => setOffers(known => known.filter(offer => offer.id !== id)), [])

  const offer = useCallback(
    (act: Undoable) => {
      count.current += 1
      const seconds = act.seconds ?? 10
      const id = count.current
      setOffers(known => [{ ...act, id, until: Date.now() + seconds * 1000 }, ...known])
      announce(typeof act.text === 'string' ? act.text : act.text(seconds))
      return () => drop(id)
    },
    [announce, drop],
  )

  const undo = async (latest: OfferedUndo) => {
    drop(latest.id)
    try {
      await latest.undo()
      announce(t('undo.undone'))
    } catch {
      announce(t('undo.failed'), 'assertive', { visible: true })
    }
  }

  const latest = offers[0]
  useCommands({ 'anywhere.undo': latest && { run: () => void undo(latest) } })

  useEffect(() => {
    if (offers.length === 0) return
    const next = Math.min(...offers.map(one => one.until))
    const timer = setTimeout(
      () => {
        const over = offers.filter(one => one.until <= Date.now())
        for (const one of over) one.onExpire?.()
        setOffers(known => known.filter(one => !over.includes(one)))
      },
      Math.max(0, next - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [offers])

  return (
    <UndoContext value={offer}>
      {children}
      {latest && (
        <UndoBar key={latest.id} offer={latest} others={offers.length - 1} onUndo={() => undo(latest)} />
      )}
    </UndoContext>
  )
}

/** Gives the function that offers to undo an act for ten seconds; what it returns takes the offer back. */
export function useUndo(): (act: Undoable) => () => void {
  const offer = use(UndoContext)
  if (!offer) throw new Error('useUndo needs an UndoProvider above it')
  return offer
}
