import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { createKeyboard, type KeyPreferences } from './keyboard.ts'
import { KeyboardContext, type KeyboardContextValue, useKeyboard } from './keyboard-context.ts'
import { PendingKeys } from './PendingKeys.tsx'
import { createPaletteRegistry } from './palette-registry.ts'
import { isWriting, placeOf } from './place.ts'
import { moveToRegion } from './regions.ts'
import { replay } from './replay.ts'
import { useCommands } from './useCommands.ts'

const Palette = lazy(() => import('./Palette.tsx'))
const KeyHelp = lazy(() => import('./KeyHelp.tsx'))

const firstPreferences: KeyPreferences = { singleKeys: true, keys: {} }

export interface KeyboardProviderProps {
  children: ReactNode
}

/** Listens to the keys of the whole page and opens the palette and the help. */
export function KeyboardProvider({ children }: KeyboardProviderProps) {
  const announce = useAnnounce()
  const announceRef = useRef(announce)
  announceRef.current = announce
  const [open, setOpen] = useState<'palette' | 'help'>()
  const [everOpened, setEverOpened] = useState<ReadonlySet<string>>(new Set())
  const show = useCallback((what: 'palette' | 'help') => {
    setEverOpened(known => new Set(known).add(what))
    setOpen(what)
  }, [])
  const close = useCallback(() => setOpen(undefined), [])

  const value = useMemo<KeyboardContextValue>(
    () => ({
      keyboard: createKeyboard({
        isMac: /Mac|iPhone|iPad/.test(navigator.platform),
        preferences: firstPreferences,
        refuse: reason => announceRef.current(reason, 'assertive', { visible: true }),
        now: () => performance.now(),
      }),
      palette: createPaletteRegistry(),
      openPalette: () => show('palette'),
      openHelp: () => show('help'),
      escapes: [],
    }),
    [show],
  )

  useEffect(() => {
    const handlePress = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const target = event.composedPath()[0] ?? event.target
      if (event.key === 'Escape') {
        value.keyboard.forgetPending()
        leave(target, value.escapes)
        return
      }
      const press = {
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        shiftKey: event.shiftKey,
        isComposing: event.isComposing || event.key === 'Process' || event.key === 'Dead',
        altGraph: event.getModifierState('AltGraph'),
      }
      if (value.keyboard.press(press, placeOf(target, document))) event.preventDefault()
    }
    const handleFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && isWriting(target)) void replay(value.keyboard.fieldCame(), document)
    }
    window.addEventListener('keydown', handlePress)
    window.addEventListener('focusin', handleFocus)
    return () => {
      window.removeEventListener('keydown', handlePress)
      window.removeEventListener('focusin', handleFocus)
    }
  }, [value])

  return (
    <KeyboardContext value={value}>
      <OwnCommands />
      {children}
      <PendingKeys />
      <Suspense>
        {everOpened.has('palette') && <Palette opened={open === 'palette'} onClose={close} />}
        {everOpened.has('help') && <KeyHelp opened={open === 'help'} onClose={close} />}
      </Suspense>
    </KeyboardContext>
  )
}

/** What the keyboard itself knows how to do. */
function OwnCommands() {
  const { openPalette, openHelp } = useKeyboard()
  const announce = useAnnounce()
  const move = (step: 1 | -1) => {
    const region = moveToRegion(document, step)
    const name = region?.getAttribute('aria-label')
    if (name) announce(name)
  }
  useCommands({
    'anywhere.palette': { run: openPalette },
    'anywhere.help': { run: openHelp },
    'anywhere.nextRegion': { run: () => move(1) },
    'anywhere.previousRegion': { run: () => move(-1) },
  })
  return null
}

/** Escape leaves the field first, then closes what was opened last; dialogs close themselves. */
function leave(target: EventTarget | null, escapes: (() => void)[]) {
  if (document.querySelector('[aria-modal="true"]')) return
  if (target instanceof HTMLElement && isWriting(target) && target.closest('[data-region]')) {
    target.blur()
    target.closest<HTMLElement>('[data-region]')?.focus()
    return
  }
  escapes.at(-1)?.()
}
