import type { View } from '../../../contract/conversations.ts'
import type { Filters } from '../list/filters.ts'

/** How many rows come at a time: two screens of a tall window. */
const pageSize = 30

/** What is asked of the server for a view and its filters. */
export function listInput(view: View, filters: Filters) {
  const { waitingHours, ...others } = withoutEmpty(filters)
  return { view, ...others, ...(waitingHours && { waitingHours: Number(waitingHours) }), limit: pageSize }
}

export type ListInput = ReturnType<typeof listInput>

function withoutEmpty(filters: Filters): Filters {
  return Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''),
  )
}
