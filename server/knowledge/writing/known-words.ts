import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { plain } from './words.ts'

/** The words that this workspace writes as it does, in their order. */
export async function listKnownWords(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('known_words')
    .select('word')
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('word')
    .limit(10_000)
    .execute()
  return rows.map(({ word }) => word)
}

/** Teaches the spelling a word, or lets it forget one. */
export async function setKnownWord(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  given: string,
  isKnown: boolean,
): Promise<void> {
  const word = plain(given.trim())
  if (!/^\p{L}[\p{L}\p{M}'-]*$/u.test(word) || maskCards(word).masked > 0)
    throw new Invalid('known_word.one_word')
  if (isKnown)
    await tx
      .insertInto('known_words')
      .values({ workspace_id: tx.workspaceId, word, added_by: actor.memberId, at: ground.clock.now() })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  else
    await tx
      .deleteFrom('known_words')
      .where('workspace_id', '=', tx.workspaceId)
      .where('word', '=', word)
      .execute()
  await ground.recordEvent(tx, {
    type: isKnown ? 'known_word.added' : 'known_word.removed',
    actor: asEventActor(actor),
    subject: { kind: 'workspace', id: tx.workspaceId },
    // A word may be somebody's name, and facts are for ever.
    details: { word },
  })
}
