import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core'
import { IconBookmark, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearch } from 'wouter'
import type { SavedView } from '../../../contract/saved-views.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { leads } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { usePanes } from '../../ui/PaneLayout.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { ActPopover } from '../acts/ActPopover.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { deskPath } from '../address.ts'
import { useDesk } from '../DeskContext.tsx'
import { readFilters } from '../list/filters.ts'
import { filtersOf, isShown, queryOf } from './saved-view.ts'
import classes from './ViewsPane.module.css'

/** The views one has made, those of everybody, and the way to keep what the list shows now. */
export function SavedViews() {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { view } = useDesk()
  const { closeViews } = usePanes()
  const search = useSearch()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  const [isNaming, setNaming] = useState(false)
  const views = useQuery(
    query.savedViews.list.queryOptions({ placeholderData: keepPreviousData, refetchInterval: 60_000 }),
  )
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.savedViews.list.key() })
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act()
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
    }
  }
  const save = (name: string, isShared: boolean) =>
    attempt(async () => {
      await call.savedViews.create({ name, isShared, view, filters: filtersOf(readFilters(search)) })
      setNaming(false)
      await refresh()
      announce(t('views.saved', { name }), 'polite', { visible: true })
    })
  const remove = ({ id, ...saved }: SavedView) =>
    attempt(async () => {
      await call.savedViews.remove({ id })
      await refresh()
      offerUndo({
        text: t('views.removed', { name: saved.name }),
        undo: async () => {
          await call.savedViews.create({
            name: saved.name,
            isShared: saved.isShared,
            view: saved.view,
            filters: saved.filters,
          })
          await refresh()
        },
      })
    })
  const items = views.data?.items ?? []
  return (
    <>
      <div className={classes.savedHeading}>
        <h2 className={classes.heading}>{t('views.own')}</h2>
        <ActPopover
          opened={isNaming}
          onClose={() => setNaming(false)}
          label={t('views.save')}
          target={
            <ActionIcon
              aria-label={t('views.save')}
              title={t('views.save')}
              aria-expanded={isNaming}
              aria-haspopup="dialog"
              onClick={() => setNaming(open => !open)}
            >
              <IconPlus size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          }
        >
          <NameView onSave={(name, isShared) => void save(name, isShared)} />
        </ActPopover>
      </div>
      <ul className={classes.list}>
        {items.map(saved => (
          <li key={saved.id} className={classes.saved}>
            <Link
              href={deskPath(saved.view, undefined, queryOf(saved))}
              className={classes.link}
              title={saved.name}
              aria-current={isShown(saved, view, search) ? 'page' : undefined}
              onClick={closeViews}
            >
              {saved.isShared ? (
                <IconUsers size={16} stroke={1.75} aria-label={t('views.isShared')} />
              ) : (
                <IconBookmark size={16} stroke={1.75} aria-hidden="true" />
              )}
              <span className="truncate">{saved.name}</span>
              {saved.count !== null && saved.count > 0 && (
                <span className={classes.count}>{saved.more ? t('views.capped') : saved.count}</span>
              )}
            </Link>
            {saved.mayEdit && (
              <ActionIcon
                className={classes.remove}
                aria-label={t('views.remove', { name: saved.name })}
                title={t('views.remove', { name: saved.name })}
                onClick={() => void remove(saved)}
              >
                <IconTrash size={16} stroke={1.75} aria-hidden="true" />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function NameView({ onSave }: { onSave: (name: string, isShared: boolean) => void }) {
  const { t } = useTranslation('desk')
  const { is } = useSession()
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') onSave(name.trim(), isShared)
  }
  return (
    <form className={classes.naming} onSubmit={handleSubmit}>
      <TextInput
        data-autofocus
        label={t('views.name')}
        description={t('views.saveHint')}
        maxLength={60}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
      />
      {is(...leads) && (
        <Checkbox
          label={t('views.share')}
          checked={isShared}
          onChange={event => setShared(event.currentTarget.checked)}
        />
      )}
      <Button type="submit" disabled={name.trim() === ''}>
        {t('views.keep')}
      </Button>
    </form>
  )
}
