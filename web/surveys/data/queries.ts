import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type * as z from 'zod'
import type { Csat as CsatShape, SurveyAnswer, Survey as SurveyShape } from '../../../contract/surveys.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import type { Span } from '../../reports/period.ts'

export type Csat = z.infer<typeof CsatShape>
export type Week = Csat['weeks'][number]
export type Answer = z.infer<typeof SurveyAnswer>
export type Survey = z.infer<typeof SurveyShape>

/** What figures and answers are about. */
export interface Slice extends Span {
  teamId: string | undefined
  channel: string | undefined
}

/** Figures stay true for a few minutes: they are asked again that often while one looks. */
const everyFiveMinutes = 5 * 60_000
const rarely = { staleTime: 5 * 60_000, gcTime: 60 * 60_000 }

/** The surveys; the first is the one sent at closure. */
export function useSurveys() {
  const { query } = useApi()
  return useQuery(query.surveys.list.queryOptions(rarely))
}

/** The figures of a survey; those of before stay until the new ones are there. */
export function useCsat(id: string, { from, to, teamId, channel }: Slice) {
  const { query } = useApi()
  return useQuery(
    query.surveys.csat.queryOptions({
      input: { id, from, to, teamId, channel },
      placeholderData: keepPreviousData,
      refetchInterval: everyFiveMinutes,
    }),
  )
}

/** The answers behind the figures, newest first. */
export function useAnswers(
  id: string,
  { from, to, teamId, channel }: Slice,
  { score, commented }: { score: number | undefined; commented: boolean },
) {
  const { query } = useApi()
  const list = useInfiniteQuery(
    query.surveys.answers.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id,
        from,
        to,
        teamId,
        channel,
        score,
        commented: commented ? ('true' as const) : undefined,
        limit: 25,
        cursor,
      }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  const answers = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
  return { list, answers }
}

/** The teams and the kinds of channel one may narrow to. */
export function useSliceChoices() {
  const { query } = useApi()
  const teams = useQuery(query.workspaces.listTeams.queryOptions(rarely))
  const channels = useQuery(query.channels.list.queryOptions({ input: { deleted: 'with' }, ...rarely }))
  const kinds = channels.data?.items.map(channel => channel.kind)
  return {
    teams: teams.data?.items ?? [],
    channels: [...new Set(kinds ?? [])],
  }
}
