import type { Recovery } from '../../../contract/loops.ts'

export interface ListQuestion {
  state?: Recovery['state'] | 'open' | undefined
  owner?: string | undefined
  mine?: string | boolean | undefined
}

export interface Pages {
  pages: { items: Recovery[]; next: string | null }[]
  pageParams: unknown[]
}

/** True when a recovery belongs to a list. */
export function belongs(recovery: Recovery, { state, owner, mine }: ListQuestion, myId: string): boolean {
  if (state === 'open' && recovery.state === 'repaired') return false
  if (state && state !== 'open' && recovery.state !== state) return false
  if (mine && recovery.owner?.id !== myId) return false
  return !owner || recovery.owner?.id === owner
}

/**
 * The pages of a list with a recovery in its right place: changed where it stands, taken out when it belongs no more, put
 * in by its deadline (by its closing among those closed) when it is new there.
 */
export function placed(pages: Pages, recovery: Recovery, question: ListQuestion, myId: string): Pages {
  const isIn = pages.pages.some(page => page.items.some(item => item.id === recovery.id))
  if (!belongs(recovery, question, myId))
    return isIn ? mapItems(pages, items => items.filter(item => item.id !== recovery.id)) : pages
  const wasIn = pages.pages.flatMap(page => page.items).find(item => item.id === recovery.id)
  if (wasIn && orderOf(wasIn, question) === orderOf(recovery, question))
    return mapItems(pages, items => items.map(item => (item.id === recovery.id ? recovery : item)))
  return inserted(
    mapItems(pages, items => items.filter(item => item.id !== recovery.id)),
    recovery,
    question,
  )
}

function inserted(pages: Pages, recovery: Recovery, question: ListQuestion): Pages {
  const order = orderOf(recovery, question)
  const isBefore = (item: Recovery) =>
    question.state === 'repaired' ? order > orderOf(item, question) : order < orderOf(item, question)
  const last = pages.pages.length - 1
  const home = pages.pages.findIndex(
    (page, index) => page.items.some(isBefore) || (index === last && page.next === null),
  )
  // Beyond what is loaded: it will come with its page.
  if (home < 0) return pages
  return {
    ...pages,
    pages: pages.pages.map((page, index) => {
      if (index !== home) return page
      const at = page.items.findIndex(isBefore)
      const place = at < 0 ? page.items.length : at
      return { ...page, items: [...page.items.slice(0, place), recovery, ...page.items.slice(place)] }
    }),
  }
}

function orderOf(recovery: Recovery, { state }: ListQuestion): string {
  return (state === 'repaired' ? recovery.closedAt : recovery.dueAt) ?? recovery.dueAt
}

function mapItems(pages: Pages, change: (items: Recovery[]) => Recovery[]): Pages {
  return { ...pages, pages: pages.pages.map(page => ({ ...page, items: change(page.items) })) }
}
