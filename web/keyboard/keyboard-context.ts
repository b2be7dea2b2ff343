import { createContext, use } from 'react'
import type { Keyboard } from './keyboard.ts'
import type { PaletteRegistry } from './palette-registry.ts'

export interface KeyboardContextValue {
  keyboard: Keyboard
  palette: PaletteRegistry
  openPalette: () => void
  openHelp: () => void
  /** Functions that close panels, the last opened at the end. */
  escapes: (() => void)[]
}

/** Filled by KeyboardProvider. */
export const KeyboardContext = createContext<KeyboardContextValue | undefined>(undefined)

/** Gives the keyboard, the palette's registry, and the ways to open palette and help. */
export function useKeyboard(): KeyboardContextValue {
  const value = use(KeyboardContext)
  if (!value) throw new Error('useKeyboard needs a KeyboardProvider above it')
  return value
}
