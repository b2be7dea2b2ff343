import type { Reason } from '../../../contract/conversations.ts'

export interface ReasonChoice {
  id: string
  /** "Delivery", or "Late" under it. */
  label: string
  /** "Delivery › Late": what a search is made in and what the header shows. */
  path: string
  parentId: string | null
}

type Language = 'fr' | 'en'

/** Reasons in the order to choose them: each family followed by its own. */
export function reasonChoices(reasons: readonly Reason[], language: Language): ReasonChoice[] {
  const byPlace = (one: Reason, other: Reason) =>
    one.position - other.position || labelOf(one, language).localeCompare(labelOf(other, language), language)
  const childrenOf = (parentId: string | null) =>
    reasons.filter(reason => reason.parentId === parentId).sort(byPlace)
  return childrenOf(null).flatMap(family => {
    const label = labelOf(family, language)
    return [
      { id: family.id, label, path: label, parentId: null },
      ...childrenOf(family.id).map(reason => ({
        id: reason.id,
        label: labelOf(reason, language),
        path: `${label} › ${labelOf(reason, language)}`,
        parentId: family.id,
      })),
    ]
  })
}

/** "Delivery › Late" of a reason; undefined when it is not known (any more). */
export function reasonPath(
  reasons: readonly Reason[],
  id: string | null | undefined,
  language: Language,
): string | undefined {
  const reason = reasons.find(one => one.id === id)
  if (!reason) return undefined
  const family = reasons.find(one => one.id === reason.parentId)
  const label = labelOf(reason, language)
  return family ? `${labelOf(family, language)} › ${label}` : label
}

const labelOf = (reason: Reason, language: Language) => (language === 'fr' ? reason.labelFr : reason.labelEn)
