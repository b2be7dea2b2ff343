export type PaneName = 'views' | 'list' | 'card'

export interface PaneLimits {
  least: number
  usual: number
  most: number
}

/** Widths in pixels; the conversation takes what is left. */
export const paneLimits: Record<PaneName, PaneLimits> = {
  views: { least: 160, usual: 200, most: 280 },
  list: { least: 280, usual: 340, most: 520 },
  card: { least: 260, usual: 320, most: 440 },
}

export type PaneWidths = Record<PaneName, number>

/** Keeps a width between its limits; anything that is not a number becomes the usual width. */
export function limited(name: PaneName, width: unknown): number {
  const { least, usual, most } = paneLimits[name]
  if (typeof width !== 'number' || !Number.isFinite(width)) return usual
  return Math.round(Math.min(most, Math.max(least, width)))
}

/** Reads the widths a person left on this machine. */
export function readWidths(storage: Pick<Storage, 'getItem'>, layout: string): PaneWidths {
  let kept: Partial<Record<PaneName, unknown>> = {}
  try {
    const parsed: unknown = JSON.parse(storage.getItem(`boucle.panes.${layout}`) ?? '{}')
    if (typeof parsed === 'object' && parsed !== null) kept = parsed
  } catch {
    // Unreadable: the usual widths.
  }
  return {
    views: limited('views', kept.views),
    list: limited('list', kept.list),
    card: limited('card', kept.card),
  }
}

/** Remembers the widths on this machine. */
export function keepWidths(storage: Pick<Storage, 'setItem'>, layout: string, widths: PaneWidths) {
  try {
    storage.setItem(`boucle.panes.${layout}`, JSON.stringify(widths))
  } catch {
    // Storage refused: the widths last as long as the page.
  }
}
