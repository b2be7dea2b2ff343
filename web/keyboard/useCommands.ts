import { useEffect, useLayoutEffect, useRef } from 'react'
import type { CommandId } from './catalogue.ts'
import type { Handler } from './keyboard.ts'
import { useKeyboard } from './keyboard-context.ts'
import type { PaletteItem, PaletteSource } from './palette-registry.ts'

/** Says what these commands do while the component is on screen; `undefined` means: not offered now. */
export function useCommands(handlers: Partial<Record<CommandId, Handler | undefined>>) {
  const { keyboard } = useKeyboard()
  const latest = useLatest(handlers)
  const ids = Object.entries(handlers)
    .filter(([, handler]) => handler)
    .map(([id]) => id)
    .join(',')
  useEffect(() => {
    const withdrawals = ids
      .split(',')
      .filter(Boolean)
      .map(text => {
        const id = text as CommandId // they are the keys of the argument
        return keyboard.handle(id, {
          run: () => latest.current[id]?.run(),
          get refused() {
            return latest.current[id]?.refused
          },
        })
      })
    return () => {
      for (const withdraw of withdrawals) withdraw()
    }
  }, [keyboard, ids, latest])
}

/** Offers acts that have no key, while the component is on screen. */
export function useExtraCommands(items: readonly PaletteItem[]) {
  const { palette } = useKeyboard()
  const latest = useLatest(items)
  useEffect(() => palette.offer(() => latest.current), [palette, latest])
}

/** Lets the palette find people, conversations or articles. */
export function usePaletteSource(source: PaletteSource) {
  const { palette } = useKeyboard()
  const latest = useLatest(source)
  useEffect(() => palette.search((query, signal) => latest.current(query, signal)), [palette, latest])
}

/** Closes a panel on Escape while it is open; the last opened closes first. */
export function useEscape(close: () => void, isOpen: boolean) {
  const { escapes } = useKeyboard()
  const latest = useLatest(close)
  useEffect(() => {
    if (!isOpen) return
    const run = () => latest.current()
    escapes.push(run)
    return () => {
      escapes.splice(escapes.indexOf(run), 1)
    }
  }, [escapes, isOpen, latest])
}

function useLatest<T>(value: T) {
  const ref = useRef(value)
  useLayoutEffect(() => {
    ref.current = value
  })
  return ref
}
