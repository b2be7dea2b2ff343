import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import type { CannedAnswer } from '../../../contract/knowledge.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { useReasons } from '../data/queries.ts'
import { useDraftKeeper } from './DraftsProvider.tsx'
import type { DraftContent } from './draft-keeper.ts'

interface Writing {
  answers: readonly CannedAnswer[]
  edit: (change: Partial<DraftContent>) => void
  focus: () => void
}

/** Puts an answer kept ready into the reply, filled for this customer; a macro's acts wait for the sending. */
export function useInsertAnswer(conversation: Conversation, { answers, edit, focus }: Writing) {
  const { t } = useTranslation(['desk', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const keeper = useDraftKeeper()
  const reasons = useReasons().data?.items
  const { id, reasonId, complaint } = conversation
  return useCallback(
    async (answerId: string, before: string, after: string) => {
      const answer = answers.find(one => one.id === answerId)
      if (!answer) return
      const acts = answer.acts ? { macroId: answer.id } : {}
      if (!answer.textFr && !answer.textEn) {
        edit({ text: before + after, ...acts })
        return
      }
      try {
        const { text } = await call.knowledge.fillCannedAnswer({ id, answerId })
        const known = keeper.read(id, 'reply').content.cannedAnswerIds ?? []
        edit({ text: before + text + after, cannedAnswerIds: [...new Set([...known, answerId])], ...acts })
        focus()
        const reason = reasons?.find(one => one.id === reasonId)
        const family = reasons?.find(one => one.id === reason?.parentId)
        if (complaint === 'confirmed' || reason?.isComplaint || family?.isComplaint)
          announce(t('compose.ownWords'), 'polite', { visible: true })
      } catch (error) {
        announce(sayProblem(error, t), 'assertive', { visible: true })
      }
    },
    [answers, edit, focus, call, keeper, announce, t, id, reasons, reasonId, complaint],
  )
}
