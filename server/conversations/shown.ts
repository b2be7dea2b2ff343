import type { Message } from '#contract/conversations.ts'
import { type Actor, seesEverything } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { type VisibleContactFields, veilFor } from './veil.ts'

/** Messages as their reader may see them: a hidden copy is its writer's and the house's business. */
export async function shownTo(
  { visibleContactFields }: { visibleContactFields: VisibleContactFields },
  tx: Tx,
  actor: Actor,
  conversationId: string,
  messages: Message[],
): Promise<Message[]> {
  if (seesEverything(actor)) return messages
  const own = messages.map(message => ({
    ...message,
    redactions: message.redactions.map(one => ({ ...one, reason: null })),
    ...(!seesHiddenCopies(actor, message.author.id) && { bcc: [] }),
  }))
  return (await (await veilFor(tx, actor, visibleContactFields))?.messages(conversationId, own)) ?? own
}

/** Who was written to in secret is for the house, and for the writer. */
export const seesHiddenCopies = (actor: Actor, authorId: string | null): boolean =>
  seesEverything(actor) || authorId === (actor.memberId ?? actor.id)
