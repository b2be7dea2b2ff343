import type { PaletteGroup } from './catalogue.ts'
import type { PaletteItem } from './palette-registry.ts'
import { score } from './search.ts'

export interface PaletteEntry extends PaletteItem {
  /** Key text to print beside the name. */
  key?: string | undefined
}

/** The order of the palette: what may be done now comes before where one may go. */
export const groupOrder: readonly PaletteGroup[] = [
  'now',
  'act',
  'found',
  'go',
  'presence',
  'answers',
  'create',
  'appearance',
  'help',
]

/** Uses of each entry, the latest first: what a person does often comes up without typing much. */
export type Uses = Readonly<Record<string, number>>

/**
 * Keeps the entries that answer the query, grouped in the order of the palette; inside a group the best answer
 * first, then the most used. What the server found is kept as it came: it has already been searched there.
 */
export function arrange(
  entries: readonly PaletteEntry[],
  query: string,
  uses: Uses,
): { group: PaletteGroup; entries: PaletteEntry[] }[] {
  const asked = query.trim() !== ''
  return groupOrder.flatMap(group => {
    const ranked = entries
      .filter(entry => entry.group === group)
      .map(entry => ({
        entry,
        rank:
          !asked || group === 'found'
            ? 1
            : score(query, `${entry.name} ${entry.hint ?? ''} ${entry.words ?? ''}`),
      }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank || (uses[b.entry.id] ?? 0) - (uses[a.entry.id] ?? 0))
    return ranked.length === 0 ? [] : [{ group, entries: ranked.map(({ entry }) => entry) }]
  })
}
