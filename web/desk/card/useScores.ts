import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'

export interface Score {
  score: number
  words: string | null
  at: string
}

/** What this person answered to surveys, the latest first: from their timeline, and from the open conversation. */
export function useScores(conversation: Conversation): Score[] {
  const { query } = useApi()
  const { contact, survey } = conversation
  const timeline = useQuery(query.contacts.timeline.queryOptions({ input: { id: contact.id, limit: 100 } }))
  return useMemo(() => {
    const told = (timeline.data?.items ?? []).flatMap(entry =>
      entry.kind === 'survey' && typeof entry.data.score === 'number'
        ? [{ score: entry.data.score, words: entry.detail, at: entry.at }]
        : [],
    )
    const here =
      survey?.answeredAt && survey.score !== null && !told.some(one => one.at === survey.answeredAt)
        ? [{ score: survey.score, words: survey.comment, at: survey.answeredAt }]
        : []
    return [...here, ...told].sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
  }, [timeline.data, survey])
}
