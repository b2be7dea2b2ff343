import { IconInbox, IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { View } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { deskPath } from '../address.ts'
import { countFilters, type Filters, filterNames, writeFilters } from './filters.ts'

export interface ListEmptyProps {
  view: View
  filters: Filters
  onChange: (part: Partial<Filters>) => void
}

/** Nothing in the list: why, and the one act that makes sense then. */
export function ListEmpty({ view, filters, onChange }: ListEmptyProps) {
  const { t } = useTranslation('desk')
  const { role } = useSession()
  if (filters.q)
    return (
      <EmptyState
        icon={IconSearch}
        text={t('list.empty.search', { query: filters.q })}
        {...((view !== 'all' || countFilters(filters) > 0) && {
          action: {
            label: t('list.empty.everywhere'),
            href: deskPath('all', undefined, writeFilters({ q: filters.q })),
          },
        })}
      />
    )
  if (countFilters(filters) > 0)
    return (
      <EmptyState
        text={t('list.empty.filtered')}
        action={{
          label: t('list.clear'),
          onClick: () => onChange(Object.fromEntries(filterNames.map(name => [name, undefined]))),
        }}
      />
    )
  if (view === 'mine')
    return (
      <EmptyState
        icon={IconInbox}
        text={t('list.empty.mine')}
        action={{ label: t('list.empty.mineAct'), href: deskPath('unassigned') }}
      />
    )
  if (view === 'unassigned')
    return (
      <EmptyState
        icon={IconInbox}
        text={t('list.empty.unassigned')}
        action={{ label: t('list.empty.unassignedAct'), href: deskPath('snoozed') }}
      />
    )
  return (
    <EmptyState
      icon={IconInbox}
      text={t(view === 'all' && role === 'collaborator' ? 'list.empty.shared' : `list.empty.${view}`)}
    />
  )
}
