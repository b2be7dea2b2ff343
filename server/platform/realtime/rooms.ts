import type { Subscription } from '#contract/events.ts'
import { type Actor, seesEverything } from '../actor.ts'
import { isAdministrative } from '../event-view.ts'
import type { FeedItem } from '../events.ts'

/** Everybody connected to a workspace: for the time and its number. */
export const everyone = 'everyone'
/** Those who see the whole workspace, whatever they show: how the workspace itself is set up. */
export const inside = 'inside'

/** What a workspace is set up with: each screen names some of it. */
const setUp = new Set(['team', 'site', 'calendar', 'reason', 'tag', 'attribute', 'survey'])

export const conversationRoom = (id: string) => `conversation ${id}`

/** The rooms of a workspace that an event concerns; a screen in several of them hears it once. */
export function roomsOf(
  event: Pick<FeedItem, 'type' | 'subject' | 'conversationId' | 'contactId' | 'data'>,
): string[] {
  const { type, subject, conversationId, contactId, data } = event
  const rooms = new Set<string>()
  if (conversationId) rooms.add(conversationRoom(conversationId)).add('all')
  if (subject.kind === 'conversation') rooms.add(conversationRoom(subject.id)).add('all')
  if (contactId) rooms.add(`contact ${contactId}`)
  if (subject.kind === 'contact') rooms.add(`contact ${subject.id}`)
  if (type.startsWith('recovery.')) rooms.add('recoveries')
  for (const name of ['assigneeId', 'fromAssigneeId']) {
    if (data[name] === null) rooms.add('unassigned')
    else if (typeof data[name] === 'string') rooms.add(`mine ${data[name]}`)
  }
  for (const name of ['teamId', 'fromTeamId'])
    if (typeof data[name] === 'string') rooms.add(`team ${data[name]}`)
  for (const memberId of concerned(event)) rooms.add(`mine ${memberId}`)
  if (isAdministrative(event) || setUp.has(subject.kind)) rooms.add(inside)
  return [...rooms]
}

/** People whom an event names without giving them the conversation: mentioned, asked or asking, shared with, owner of a recovery. */
function concerned({ data }: Pick<FeedItem, 'data'>): string[] {
  const named = [
    data.memberId,
    data.ownerId,
    data.fromOwnerId,
    data.byId,
    ...(Array.isArray(data.mentions) ? data.mentions : []),
    ...(Array.isArray(data.askedIds) ? data.askedIds : []),
  ]
  return named.filter(id => typeof id === 'string')
}

/** The rooms that a screen asks for, and what of it is not for this person. Conversations are checked by the caller. */
export function roomsWanted(
  actor: Actor,
  { contacts, lists }: Pick<Subscription, 'contacts' | 'lists'>,
): { rooms: string[]; refused: string[] } {
  const rooms = contacts.map(id => `contact ${id}`)
  const refused: string[] = []
  for (const list of lists) {
    if (list === 'mine') rooms.push(...(actor.memberId ? [`mine ${actor.memberId}`] : []))
    else if (list === 'team') rooms.push(...actor.teamIds.map(id => `team ${id}`))
    else if (list === 'recoveries' && !seesEverything(actor)) refused.push(list)
    else rooms.push(list)
  }
  return { rooms, refused }
}
