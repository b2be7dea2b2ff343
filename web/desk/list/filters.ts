import type { ConversationRow, Status, View } from '../../../contract/conversations.ts'

export type Priority = ConversationRow['priority']
export type Order = (typeof orders)[number]

export const orders = ['newest', 'oldest', 'due', 'complaint_due'] as const

export const statuses = [
  'new',
  'open',
  'waiting',
  'on_hold',
  'snoozed',
  'closed',
] as const satisfies readonly Status[]
export const priorities = ['urgent', 'high', 'normal', 'low'] as const satisfies readonly Priority[]

export type Complaint = NonNullable<ConversationRow['complaint']>
export const complaints = ['proposed', 'confirmed', 'dismissed'] as const satisfies readonly Complaint[]

export type ComplaintDue = NonNullable<ConversationRow['complaintDue']>['state']
export const complaintDues = ['soon', 'late', 'running'] as const satisfies readonly ComplaintDue[]

/** Waits that are worth a list of their own, in hours. */
export const waits = ['1', '4', '8', '24', '48', '72'] as const

/** What narrows a view; each lives in the address under its own name. */
export interface Filters {
  q?: string | undefined
  status?: Status | undefined
  channel?: string | undefined
  tag?: string | undefined
  reason?: string | undefined
  priority?: Priority | undefined
  complaint?: Complaint | undefined
  complaintDue?: ComplaintDue | undefined
  assignee?: string | undefined
  team?: string | undefined
  language?: 'fr' | 'en' | undefined
  /** Hours for which the customer has waited. */
  waitingHours?: string | undefined
  order?: Order | undefined
}

export const filterNames = [
  'status',
  'priority',
  'complaint',
  'complaintDue',
  'reason',
  'tag',
  'channel',
  'assignee',
  'team',
  'language',
  'waitingHours',
] as const
export type FilterName = (typeof filterNames)[number]

/** Reads the filters of an address; a value that means nothing is no filter. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search)
  const text = (name: string) => query.get(name)?.trim() || undefined
  return {
    q: text('q'),
    status: statuses.find(status => status === query.get('status')),
    channel: text('channel'),
    tag: text('tag'),
    reason: text('reason'),
    priority: priorities.find(priority => priority === query.get('priority')),
    complaint: complaints.find(state => state === query.get('complaint')),
    complaintDue: complaintDues.find(state => state === query.get('complaintDue')),
    assignee: text('assignee'),
    team: text('team'),
    language: (['fr', 'en'] as const).find(language => language === query.get('language')),
    waitingHours: waits.find(hours => hours === query.get('waitingHours')),
    order: orders.find(order => order === query.get('order')),
  }
}

/** Writes the filters for an address, in a fixed order so that the same list has one address. */
export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams()
  for (const name of ['q', ...filterNames, 'order'] as const) {
    const value = filters[name]
    if (value) query.set(name, value)
  }
  return query.toString()
}

/** The order a view has unless someone asks otherwise: what waits or wakes is taken by the oldest. */
export function usualOrder(view: View): Order {
  if (view === 'soon' || view === 'late') return 'due'
  if (view === 'complaints') return 'complaint_due'
  return view === 'oldest' || view === 'snoozed' || view === 'scheduled' ? 'oldest' : 'newest'
}

/** How many filters narrow the list, the search and the order aside. */
export function countFilters(filters: Filters): number {
  return filterNames.filter(name => filters[name]).length
}
