import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { type Mark, marksIn } from './marks.ts'

export interface WritingQuestion {
  text: string
  language: 'fr' | 'en'
  kind: 'reply' | 'note'
  conversationId: string
}

/** So long after the last letter: nobody wants a word marked while it is being typed. */
const pauseMs = 800

/** Words to look at again in what is being written; it advises, and says nothing when the server does not answer. */
export function useWritingCheck(question: WritingQuestion) {
  const { t } = useTranslation(['desk', 'common'])
  const { call } = useApi()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  const queryClient = useQueryClient()
  const [asked] = useDebouncedValue(question, pauseMs)
  const { data } = useQuery({
    queryKey: ['writing-check', asked],
    // The text is looked at and forgotten: neither side keeps it.
    queryFn: async () => ({ text: asked.text, ...(await call.knowledge.checkWriting(asked)) }),
    enabled: asked.text.trim().length > 2,
    placeholderData: keepPreviousData,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const marks: readonly Mark[] =
    data && question.text.trim() !== '' && asked.conversationId === question.conversationId
      ? marksIn(data, question.text)
      : []
  const lookAgain = () => queryClient.invalidateQueries({ queryKey: ['writing-check'] })
  const learn = async (word: string) => {
    try {
      await call.knowledge.addKnownWord({ word })
      await lookAgain()
      offerUndo({
        text: t('writing.learnt', { word }),
        undo: async () => {
          await call.knowledge.removeKnownWord({ word })
          await lookAgain()
        },
      })
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
    }
  }
  return { marks, learn }
}
