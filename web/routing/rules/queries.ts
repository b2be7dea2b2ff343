import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { RuleBody } from '../../../contract/rules.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'

/** The rules in their order, and which are at odds. */
export function useRules() {
  const { query } = useApi()
  return useQuery(query.rules.list.queryOptions())
}

/** The segments in their order. */
export function useSegments() {
  const { query } = useApi()
  return useQuery(query.segments.list.queryOptions())
}

/** Answers kept ready that everybody may send: what a rule may send. */
export function useAnswersForAll() {
  const { query } = useApi()
  return useQuery(
    query.knowledge.listCannedAnswers.queryOptions({
      select: ({ items }) => items.filter(one => one.audience === 'everyone' && (one.textFr ?? one.textEn)),
    }),
  )
}

/** The webhooks that a rule may tell; only administrators see which there are. */
export function useWebhookChoices() {
  const { query } = useApi()
  const { is } = useSession()
  return useQuery(query.integrations.listWebhooks.queryOptions({ enabled: is('administrator') })).data?.items
}

/** How long somebody has stopped changing a rule before it is tried. */
const pauseMs = 600

/** What a rule would have done, as it is written now; nothing while something is missing. */
export function useTrial(body: RuleBody | undefined, ruleId: string | undefined) {
  const { query } = useApi()
  const [asked] = useDebouncedValue(body, pauseMs)
  return useQuery({
    ...query.rules.trial.queryOptions({
      input: { body: asked ?? { all: [], any: [], actions: [], isLast: false }, last: 500, ruleId },
    }),
    enabled: asked !== undefined && body !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}
