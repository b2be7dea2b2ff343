import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { allTemplates, noteUse } from './canned-answers.ts'
import { filledFor } from './filling.ts'
import { isUntouched } from './own-words.ts'
import { knowledgeRoutes } from './routes.ts'
import { fill } from './template.ts'
import { type VisibleContactFields, variablesOf } from './variables.ts'
import { createSpeller } from './writing/speller.ts'

export { toneDefaults, usualToneGuides } from './tone-guides.ts'
export { sensitiveIn } from './writing/sensitive.ts'

/** What advisers answer from: answers kept ready, macros, and how we write on each channel. */
export function createKnowledge(
  ground: Ground,
  { visibleContactFields }: { visibleContactFields: VisibleContactFields },
) {
  const speller = createSpeller()
  return {
    router: knowledgeRoutes(ground, { visibleContactFields, speller }),
    stop: () => speller.close(),
    cannedAnswers: {
      /** Q22: a complaint is not answered by a template as it stands, however it came into the reply. */
      async requireOwnWords(tx: Tx, actor: Actor, reply: { conversationId: string; text: string }) {
        const templates = await allTemplates(tx)
        if (templates.length === 0) return
        const { variables } = await variablesOf(tx, actor, reply.conversationId, visibleContactFields)
        const filled = templates.map(template => fill(template, variables))
        if (isUntouched(reply.text, filled)) throw new Refused('canned_answer.own_words')
      },
      /** The words that leave by themselves for a customer, in their language. */
      wordsFor: async (tx: Tx, actor: Actor, about: { conversationId: string; id: string }) =>
        (
          await filledFor({ ground, visibleContactFields }, tx, actor, {
            ...{ id: about.conversationId, answerId: about.id, inTheirLanguageOnly: true },
          })
        ).text,
      noteUse: (tx: Tx, actor: Actor, used: Parameters<typeof noteUse>[3]) =>
        noteUse(ground, tx, actor, used),
    },
  }
}
