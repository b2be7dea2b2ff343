import { score } from '../../keyboard/search.ts'

export interface PickerItem {
  id: string
  label: string
  hint?: string | undefined
  /** Other words that find it. */
  words?: string | undefined
  /** Items of one group stand together under its name. */
  group?: string | undefined
  /** 1 is drawn under the 0 that precedes it. */
  level?: 0 | 1
  isChosen?: boolean
  isDisabled?: boolean
}

/** The items that answer the letters typed, best first; all of them, in their order, before any letter. */
export function matching(items: readonly PickerItem[], query: string): PickerItem[] {
  if (query.trim() === '') return [...items]
  return items
    .map(item => ({ item, rank: score(query, `${item.label} ${item.words ?? ''} ${item.hint ?? ''}`) }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map(({ item }) => ({
      ...item,
      // Apart from its family a reason is named in full.
      label: item.level === 1 && item.words ? item.words : item.label,
      level: 0,
      group: undefined,
    }))
}
