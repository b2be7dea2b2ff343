import type { FeedItem } from '#server/platform/events.ts'

/** What people set that says how pressing the requests are that it is about, and who may take them. */
export interface Marked {
  contactIds: string[]
  reasonIds: string[]
  tagIds: string[]
}

/** Gathers customers, reasons and tags that were marked otherwise, until what waits because of them is read again. */
export function createMarks() {
  const contacts = new Set<string>()
  const reasons = new Set<string>()
  const tags = new Set<string>()
  return {
    /** Says whether an event is about one of them. */
    hear(event: FeedItem): boolean {
      const those = isOfCustomer(event)
        ? contacts
        : event.type.startsWith('reason.')
          ? reasons
          : event.type === 'tag.updated'
            ? tags
            : undefined
      those?.add(event.subject.id)
      return those !== undefined
    },
    isEmpty: () => contacts.size + reasons.size + tags.size === 0,
    take(): Marked {
      const taken = { contactIds: [...contacts], reasonIds: [...reasons], tagIds: [...tags] }
      for (const those of [contacts, reasons, tags]) those.clear()
      return taken
    },
  }
}

/** Whether a customer became important, or is not any more: what they wrote waits shorter, or longer. */
const isOfCustomer = ({ type, data }: FeedItem): boolean =>
  type === 'contact.updated' && Array.isArray(data.changed) && data.changed.includes('isVip')
