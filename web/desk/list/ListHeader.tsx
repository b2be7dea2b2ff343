import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowsSort, IconMenu2, IconPencilPlus } from '@tabler/icons-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { View } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { MenuRadio } from '../../ui/MenuRadio.tsx'
import { usePanes } from '../../ui/PaneLayout.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { useAskedOfMe } from '../consult/useConsultations.ts'
import { useDesk } from '../DeskContext.tsx'
import { useViewCounts } from '../data/queries.ts'
import { viewEntries } from '../views/view-entries.ts'
import { FilterChips } from './FilterChips.tsx'
import { FilterMenu } from './FilterMenu.tsx'
import { type Filters, type Order, orders, usualOrder } from './filters.ts'
import classes from './ListPane.module.css'

export interface ListHeaderProps {
  view: View
  filters: Filters
  onChange: (part: Partial<Filters>, options?: { replace?: boolean }) => void
}

/** What the list shows and in which order, with the ways to narrow it. */
export function ListHeader({ view, filters, onChange }: ListHeaderProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { role } = useSession()
  const { write } = useDesk()
  const { folded, openViews } = usePanes()
  const counts = useViewCounts()
  // Where the views are folded, so is the list of what I am asked.
  const asked = useAskedOfMe().data?.items.length ?? 0
  const { work, other } = viewEntries(role)
  const name = [...work, ...other].find(entry => entry.view === view)?.name ?? view
  const count = counts.data?.items.find(item => item.view === view)
  const order = filters.order ?? usualOrder(view)
  const sort = (next: Order) => onChange({ order: next === usualOrder(view) ? undefined : next })
  const search = useCallback((q: string) => onChange({ q: q || undefined }, { replace: true }), [onChange])
  return (
    <header className={classes.header}>
      <div className={classes.headline}>
        {folded.views && (
          <ActionIcon
            aria-label={[
              t('common:panes.openViews'),
              ...(asked > 0 ? [t('consult.list', { count: asked })] : []),
            ].join(' · ')}
            className={classes.counted}
            data-count={asked || undefined}
            onClick={openViews}
            aria-haspopup="dialog"
          >
            <IconMenu2 size={20} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        )}
        <h2 className={`${classes.title} truncate`}>{t(`views.${name}`)}</h2>
        {count && count.count > 0 && (
          <span className={classes.total}>{count.more ? t('views.capped') : count.count}</span>
        )}
        <div className={classes.tools}>
          {folded.views && role !== 'collaborator' && (
            <ActionIcon aria-label={t('newConversation.title')} onClick={() => write()}>
              <IconPencilPlus size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={`${t('list.sort')} · ${t(`list.${order}`)}`} title={t(`list.${order}`)}>
                <IconArrowsSort size={16} stroke={1.75} aria-hidden="true" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('list.sort')}</Menu.Label>
              {orders.map(one => (
                <MenuRadio
                  key={one}
                  isChosen={one === order}
                  fw={one === order ? 550 : 400}
                  onClick={() => sort(one)}
                >
                  {t(`list.${one}`)}
                </MenuRadio>
              ))}
            </Menu.Dropdown>
          </Menu>
          <FilterMenu filters={filters} onChange={onChange} />
        </div>
      </div>
      <SearchField value={filters.q ?? ''} onChange={search} label={t('list.search')} />
      <FilterChips filters={filters} onChange={onChange} />
    </header>
  )
}
