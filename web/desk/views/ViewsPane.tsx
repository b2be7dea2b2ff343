import { Button } from '@mantine/core'
import { IconPencilPlus, IconRepeat } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { inside } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { usePanes } from '../../ui/PaneLayout.tsx'
import { deskPath } from '../address.ts'
import { AskedList } from '../consult/AskedList.tsx'
import { useDesk } from '../DeskContext.tsx'
import { useViewCounts } from '../data/queries.ts'
import { TogetherList } from '../participation/TogetherList.tsx'
import { EscalatedList } from '../transfer/EscalatedList.tsx'
import { SavedViews } from './SavedViews.tsx'
import { useSavedShown } from './useSavedShown.ts'
import classes from './ViewsPane.module.css'
import { type ViewEntry, viewEntries } from './view-entries.ts'

/** The views with how many conversations each holds, and the way to what is worked on elsewhere. */
export function ViewsPane() {
  const { t } = useTranslation('desk')
  const { role, is } = useSession()
  const { write } = useDesk()
  const { closeViews } = usePanes()
  const { work, other } = viewEntries(role)
  const mayWrite = role !== 'collaborator'
  return (
    <div className={classes.pane}>
      {mayWrite && (
        <Button
          variant="default"
          className={classes.write}
          leftSection={<IconPencilPlus size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => {
            closeViews()
            write()
          }}
        >
          {t('newConversation.button')}
        </Button>
      )}
      <ul className={classes.list}>
        {work.map(entry => (
          <ViewLink key={entry.view} entry={entry} />
        ))}
      </ul>
      <AskedList />
      <TogetherList />
      {other.length > 0 && (
        <>
          <h2 className={classes.heading}>{t('views.others')}</h2>
          <ul className={classes.list}>
            {other.map(entry => (
              <ViewLink key={entry.view} entry={entry} />
            ))}
          </ul>
        </>
      )}
      <SavedViews />
      {is('partner') && <EscalatedList />}
      {is(...inside) && <RecoveriesLink />}
    </div>
  )
}

function ViewLink({ entry }: { entry: ViewEntry }) {
  const { t } = useTranslation('desk')
  const { view: current } = useDesk()
  const { closeViews } = usePanes()
  const counts = useViewCounts()
  const isSavedShown = useSavedShown()
  const { icon: Drawing, view, name } = entry
  const count = counts.data?.items.find(item => item.view === view)
  return (
    <li>
      <Link
        href={deskPath(view)}
        className={classes.link}
        aria-current={current === view && !isSavedShown ? 'page' : undefined}
        onClick={closeViews}
      >
        <Drawing size={16} stroke={1.75} aria-hidden="true" />
        <span className="truncate">{t(`views.${name}`)}</span>
        {count && count.count > 0 && (
          <span className={classes.count}>{count.more ? t('views.capped') : count.count}</span>
        )}
      </Link>
    </li>
  )
}

/** Bad answers wait on a screen of their own; the desk says how many are mine, and whether one is late. */
function RecoveriesLink() {
  const { t } = useTranslation('desk')
  const { query } = useApi()
  const { closeViews } = usePanes()
  const counts = useQuery(query.loops.recoveryCounts.queryOptions())
  return (
    <>
      <h2 className={classes.heading}>{t('views.links')}</h2>
      <ul className={classes.list}>
        <li>
          <Link href="/loops/recoveries" className={`${classes.link} ${classes.whole}`} onClick={closeViews}>
            <IconRepeat size={16} stroke={1.75} aria-hidden="true" />
            <span>{t('views.recoveries')}</span>
            {counts.data && counts.data.late > 0 ? (
              <span className={classes.late}>{t('views.late', { count: counts.data.late })}</span>
            ) : (
              counts.data && counts.data.open > 0 && <span className={classes.count}>{counts.data.open}</span>
            )}
          </Link>
        </li>
      </ul>
    </>
  )
}
