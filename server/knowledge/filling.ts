import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { cannedAnswerFor } from './canned-answers.ts'
import { fill } from './template.ts'
import { type VisibleContactFields, variablesOf } from './variables.ts'

export interface FillingDeps {
  ground: Ground
  visibleContactFields: VisibleContactFields
}

interface Place {
  /** The conversation. */
  id: string
  answerId: string
  /** Nobody reads it before the customer: in another language it is not there. */
  inTheirLanguageOnly?: boolean
}

/** An answer kept ready, in the words of one conversation. */
export async function filledFor(
  { ground, visibleContactFields }: FillingDeps,
  tx: Tx,
  actor: Actor,
  { id, answerId, inTheirLanguageOnly = false }: Place,
): Promise<{ text: string; language: 'fr' | 'en' }> {
  const answer = await cannedAnswerFor(ground, tx, actor, answerId)
  const { variables, language } = await variablesOf(tx, actor, id, visibleContactFields)
  const wanted = language ?? actor.language
  const texts = { fr: answer.textFr, en: answer.textEn }
  if (inTheirLanguageOnly && !texts[wanted]) throw new NotFound('canned_answer')
  // Better in the other language than not at all: the writer sees it, and the language of the answer says so.
  const used = texts[wanted] ? wanted : wanted === 'fr' ? 'en' : 'fr'
  const text = texts[used]
  if (!text) throw new Refused('canned_answer.acts_only')
  return { text: fill(text, variables), language: used }
}
