import { useQuery } from '@tanstack/react-query'
import { useSearch } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { useDesk } from '../DeskContext.tsx'
import { isShown } from './saved-view.ts'

/** True while the list shows a view that somebody kept: it is the one that is current. */
export function useSavedShown(): boolean {
  const { query } = useApi()
  const { view } = useDesk()
  const search = useSearch()
  const { data } = useQuery(query.savedViews.list.queryOptions())
  return data?.items.some(saved => isShown(saved, view, search)) ?? false
}
