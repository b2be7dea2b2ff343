import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { conversationFor } from '#server/conversations/index.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import {
  cannedAnswerFor,
  createCannedAnswer,
  listCannedAnswers,
  setArchived,
  updateCannedAnswer,
} from './canned-answers.ts'
import { filledFor } from './filling.ts'
import { listToneGuides, setToneGuide } from './tone-guides.ts'
import type { VisibleContactFields } from './variables.ts'
import { checkWriting } from './writing/check.ts'
import { listKnownWords, setKnownWord } from './writing/known-words.ts'
import type { Speller } from './writing/speller.ts'

const os = implement(contract.knowledge).$context<RequestContext>().use(guard)

/** The routes of what advisers answer from. */
export function knowledgeRoutes(
  ground: Ground,
  { visibleContactFields, speller }: { visibleContactFields: VisibleContactFields; speller: Speller },
) {
  return os.router({
    listCannedAnswers: os.listCannedAnswers.handler(async ({ context: { tx, actor } }) => ({
      items: await listCannedAnswers(ground, tx, actor),
    })),
    createCannedAnswer: os.createCannedAnswer.handler(({ input, context: { tx, actor } }) =>
      createCannedAnswer(ground, tx, actor, input),
    ),
    updateCannedAnswer: os.updateCannedAnswer.handler(({ input, context: { tx, actor } }) =>
      updateCannedAnswer(ground, tx, actor, input.id, input),
    ),
    archiveCannedAnswer: os.archiveCannedAnswer.handler(async ({ input, context: { tx, actor } }) => {
      await setArchived(ground, tx, actor, input.id, true)
      return { done: true as const }
    }),
    restoreCannedAnswer: os.restoreCannedAnswer.handler(async ({ input, context: { tx, actor } }) => {
      await setArchived(ground, tx, actor, input.id, false)
      return cannedAnswerFor(ground, tx, actor, input.id)
    }),
    fillCannedAnswer: os.fillCannedAnswer.handler(async ({ input, context: { tx, actor } }) => {
      await conversationFor(tx, actor, input.id)
      return filledFor({ ground, visibleContactFields }, tx, actor, input)
    }),
    checkWriting: os.checkWriting.handler(async ({ input, context: { tx, actor } }) => {
      if (input.conversationId) await conversationFor(tx, actor, input.conversationId)
      return checkWriting(speller, tx, actor, input)
    }),
    listKnownWords: os.listKnownWords.handler(async ({ context: { tx } }) => ({
      items: await listKnownWords(tx),
    })),
    addKnownWord: os.addKnownWord.handler(async ({ input, context: { tx, actor } }) => {
      await setKnownWord(ground, tx, actor, input.word, true)
      return { done: true as const }
    }),
    removeKnownWord: os.removeKnownWord.handler(async ({ input, context: { tx, actor } }) => {
      await setKnownWord(ground, tx, actor, input.word, false)
      return { done: true as const }
    }),
    listToneGuides: os.listToneGuides.handler(async ({ context: { tx } }) => ({
      items: await listToneGuides(tx),
    })),
    setToneGuide: os.setToneGuide.handler(({ input, context: { tx, actor } }) =>
      setToneGuide(ground, tx, actor, input),
    ),
  })
}
