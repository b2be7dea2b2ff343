import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { SegmentBody } from '../../../contract/segments.ts'
import { useApi } from '../../api/ApiProvider.tsx'

/** How many people are in each segment. */
export function useSegmentCounts() {
  const { query } = useApi()
  return useQuery(query.segments.counts.queryOptions())
}

/** How long somebody has stopped changing a segment before it is counted. */
const pauseMs = 500

/** Whom a segment would hold as it is written now: a sample at once, then exactly, with some of them. */
export function usePreview(body: SegmentBody | undefined) {
  const { query } = useApi()
  const [asked] = useDebouncedValue(body, pauseMs)
  const isAsked = asked !== undefined && body !== undefined
  const options = (isExact: boolean) =>
    query.segments.preview.queryOptions({ input: { body: asked ?? { all: [], any: [] }, isExact } })
  const about = useQuery({ ...options(false), enabled: isAsked, placeholderData: keepPreviousData })
  const exact = useQuery({ ...options(true), enabled: isAsked && about.isSuccess })
  return { about, exact, shown: exact.data ?? about.data }
}
