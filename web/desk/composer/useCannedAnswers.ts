import { useQuery } from '@tanstack/react-query'
import type { CannedAnswer } from '../../../contract/knowledge.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import type { Suggestion } from './Suggestions.tsx'

const rarely = { staleTime: 5 * 60_000, gcTime: 60 * 60_000 }

/** The answers kept ready, those most used first, as the writing offers them. */
export function useCannedAnswers(enabled: boolean): {
  answers: readonly CannedAnswer[]
  suggestions: readonly Suggestion[]
} {
  const { query } = useApi()
  const { data } = useQuery(query.knowledge.listCannedAnswers.queryOptions({ enabled, ...rarely }))
  const answers = data?.items.toSorted((one, other) => other.uses - one.uses) ?? []
  return {
    answers,
    suggestions: answers.map(({ id, name, folder }) => ({ id, label: name, hint: folder || undefined })),
  }
}

/** How we write on a kind of channel, in the language of the reader; undefined when nothing is said. */
export function useToneGuide(channel: string | undefined, language: string): string | undefined {
  const { query } = useApi()
  const { data } = useQuery(
    query.knowledge.listToneGuides.queryOptions({ enabled: channel !== undefined, ...rarely }),
  )
  const guide = data?.items.find(one => one.channel === channel)
  const [own, other] = language === 'fr' ? [guide?.textFr, guide?.textEn] : [guide?.textEn, guide?.textFr]
  return own || other || undefined
}
