import type { PaletteGroup } from './catalogue.ts'

/** An act that only the palette offers, or a person or conversation that it found. */
export interface PaletteItem {
  id: string
  group: PaletteGroup
  /** In the person's language. */
  name: string
  /** Second line: an address, a subject. */
  hint?: string
  /** Other words that find it, in any language. */
  words?: string
  /** Why it cannot be done now. */
  refused?: string | undefined
  run: () => void
}

export type PaletteSource = (query: string, signal: AbortSignal) => Promise<PaletteItem[]>

/** Holds what the screens on display offer to the palette besides the commands of the catalogue. */
export function createPaletteRegistry() {
  const items = new Set<() => readonly PaletteItem[]>()
  const sources = new Set<PaletteSource>()
  const include = <T>(set: Set<T>, one: T) => {
    set.add(one)
    return () => {
      set.delete(one)
    }
  }
  return {
    offer: (read: () => readonly PaletteItem[]) => include(items, read),
    search: (source: PaletteSource) => include(sources, source),
    items: (): PaletteItem[] => [...items].flatMap(read => [...read()]),
    found: async (query: string, signal: AbortSignal): Promise<PaletteItem[]> => {
      const answers = await Promise.allSettled([...sources].map(source => source(query, signal)))
      // One source that fails must not hide what the others found.
      return answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
    },
  }
}

export type PaletteRegistry = ReturnType<typeof createPaletteRegistry>
