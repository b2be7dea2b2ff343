import type { Uses } from './palette-entries.ts'

const key = 'boucle.palette.uses'
const most = 60

/** Reads how often each entry of the palette was chosen on this machine. */
export function readUses(storage: Pick<Storage, 'getItem'>): Uses {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, count]) => typeof count === 'number'))
  } catch {
    return {} // a broken memory is an empty one
  }
}

/** Remembers that an entry was chosen; people and conversations found are not kept. */
export function noteUse(storage: Pick<Storage, 'getItem' | 'setItem'>, id: string) {
  if (!/^[a-z]+\.[\w-]+$/i.test(id)) return
  const uses = { ...readUses(storage) }
  uses[id] = (uses[id] ?? 0) + 1
  const kept = Object.entries(uses)
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
  try {
    storage.setItem(key, JSON.stringify(Object.fromEntries(kept)))
  } catch {
    // Storage full or refused: the palette still works.
  }
}
