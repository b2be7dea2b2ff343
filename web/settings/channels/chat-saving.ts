import { changedFields, only, same } from '../changes.ts'
import { type ChatValues, toChatChanges } from './chat-values.ts'

/** What an update sends of a chat: only what differs from what is saved, so that two people do not undo each other. */
export function touchedOf(saved: ChatValues, values: ChatValues) {
  const before = toChatChanges(saved)
  const after = toChatChanges(values)
  return only(after, changedFields(before, after))
}

/** True when somebody else changed, since it was read, a part of what is about to be sent. */
export function isOverwriting(
  read: ChatValues,
  now: ChatValues,
  sent: Partial<ReturnType<typeof toChatChanges>>,
) {
  const [before, after] = [toChatChanges(read), toChatChanges(now)]
  return (Object.keys(sent) as (keyof typeof sent)[]).some(name => !same(before[name], after[name])) // its own keys
}
