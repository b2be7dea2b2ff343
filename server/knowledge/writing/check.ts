import { sql } from 'kysely'
import type { z } from 'zod'
import type { WritingCheck } from '#contract/knowledge.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { sensitiveIn } from './sensitive.ts'
import type { Speller } from './speller.ts'
import { isName, plain, wordsIn } from './words.ts'

type Check = z.infer<typeof WritingCheck>

export interface WritingQuestion {
  text: string
  language: 'fr' | 'en'
  kind: 'reply' | 'note'
  /** Whose names are no mistakes. */
  conversationId?: string | undefined
}

/**
 * What to look at again before a text leaves: words that no dictionary knows (E53), and in a note what it should not hold
 * (DAT-7). It advises and never refuses; nothing of the text is kept.
 */
export async function checkWriting(
  speller: Speller,
  tx: Tx,
  actor: Actor,
  { text, language, kind, conversationId }: WritingQuestion,
): Promise<Check> {
  const spans = wordsIn(text).filter(span => !isName(span))
  const known = await ownWords(tx, actor, conversationId)
  const asked = [...new Set(spans.map(({ word }) => plain(word)))].filter(
    word =>
      !known.has(word.toLowerCase()) && !word.split(/['-]/).every(part => known.has(part.toLowerCase())),
  )
  const wrong = await speller.check(language, asked)
  const suggestions = new Map(wrong?.map(one => [one.word, one.suggestions]))
  return {
    isComplete: wrong !== undefined,
    misspelt: spans.flatMap(({ start, end, word }) => {
      const found = suggestions.get(plain(word))
      return found ? [{ start, end, suggestions: found.map(one => likeWritten(one, word)) }] : []
    }),
    sensitive: kind === 'note' ? sensitiveIn(text) : [],
  }
}

/** Words taught by people, and the names of those who write and are written to. */
async function ownWords(tx: Tx, actor: Actor, conversationId: string | undefined): Promise<Set<string>> {
  const { rows } = await sql<{ words: string }>`
    select word as words from known_words where workspace_id = ${tx.workspaceId}
    union all
    select name from members where workspace_id = ${tx.workspaceId}
    union all
    select name from workspaces where id = ${tx.workspaceId}
    union all
    select p.name from conversations c
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    where c.workspace_id = ${tx.workspaceId} and c.id = ${conversationId ?? null}`.execute(tx)
  const own = [actor.name, ...rows.map(({ words }) => words)]
  return new Set(
    own.flatMap(words => [plain(words), ...plain(words).split(/[\s'-]+/)]).map(word => word.toLowerCase()),
  )
}

/** With the apostrophe that the writer uses. */
const likeWritten = (suggestion: string, written: string) =>
  written.includes("'") ? suggestion : suggestion.replaceAll("'", '’')
