import type { House } from './ladders.ts'

/** Counts what the people of each partner have, against the most that was agreed (D10). */
export function createCeilings({ contracts }: Pick<House, 'contracts'>) {
  const partnerOf = new Map<string, string>()
  const open = new Map<string, number>()

  function isReached(partnerId: string | null | undefined): boolean {
    const most = partnerId ? contracts.get(partnerId)?.mostOpen : null
    return typeof most === 'number' && (open.get(partnerId!) ?? 0) >= most
  }

  return {
    isReached,
    /** Somebody of a partner has an item, or nobody of one has; gives the partners for whom that changes whether they have room. */
    note(itemId: string, partnerId: string | null): string[] {
      const before = partnerOf.get(itemId) ?? null
      if (before === partnerId) return []
      const concerned = [before, partnerId].filter(one => one !== null)
      const was = concerned.map(isReached)
      if (before !== null) open.set(before, open.get(before)! - 1)
      if (partnerId === null) partnerOf.delete(itemId)
      else {
        open.set(partnerId, (open.get(partnerId) ?? 0) + 1)
        partnerOf.set(itemId, partnerId)
      }
      return concerned.filter((one, index) => isReached(one) !== was[index])
    },
  }
}
