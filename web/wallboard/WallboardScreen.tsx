import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams, useSearch } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { useSession } from '../session.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import { AlertLines } from './AlertLines.tsx'
import { Alerts } from './Alerts.tsx'
import { AsOf } from './AsOf.tsx'
import { Bands } from './Bands.tsx'
import classes from './Board.module.css'
import { BoardLinks } from './BoardLinks.tsx'
import { DayMessage } from './DayMessage.tsx'
import { Definitions } from './Definitions.tsx'
import { nameOf } from './names.ts'
import { OpeningLines } from './OpeningLines.tsx'
import { Overflows } from './Overflows.tsx'
import { Parts } from './Parts.tsx'
import { PeopleNow } from './PeopleNow.tsx'
import { PickingNow } from './PickingNow.tsx'
import { ServiceLevels } from './ServiceLevels.tsx'
import { useBoard, useStale } from './useBoard.ts'
import { WaitingNow } from './WaitingNow.tsx'
import { Wall } from './Wall.tsx'

/** How it stands now, for those who lead: at their desk, on a phone, or on a wall. */
export default function WallboardScreen() {
  const { t } = useTranslation('wallboard')
  const { workspace } = useSession()
  const { query } = useApi()
  const [, navigate] = useLocation()
  const { board: key = 'all' } = useParams()
  const isWall = new URLSearchParams(useSearch()).get('wall') === '1'
  // Asked once as any page asks: it says why a board cannot be shown. The line tells the rest.
  const asked = useQuery(query.supervision.board.queryOptions({ input: { board: key }, staleTime: 60_000 }))
  const names = useQuery(query.supervision.boards.queryOptions())
  const live = useBoard({ workspace: workspace.slug, board: key })
  const board = live.board ?? asked.data
  const isOld = useStale(live.heardAt)
  const isStale = isOld || live.isOver
  const format = useFormat()
  const now = useNow(1000).getTime()

  if (isWall && board) return <Wall board={board} isStale={isStale} />
  return (
    <Page
      title={t('title')}
      actions={
        <Button variant="default" onClick={() => navigate(`/wallboard/${key}?wall=1`)}>
          {t('showWall')}
        </Button>
      }
    >
      <div className={classes.bar}>
        <NativeSelect
          label={t('choose')}
          value={key}
          data={(names.data?.items ?? (board ? [board.board] : [])).map(name => ({
            value: name.key,
            label: nameOf(name, t),
          }))}
          onChange={event => navigate(`/wallboard/${event.currentTarget.value}`)}
        />
        {board && <AsOf at={board.asOf} isStale={isStale} format={format} />}
      </div>
      {board ? (
        <div className={classes.stack} data-stale={isStale || undefined}>
          {board.message && <p className={classes.message}>{board.message}</p>}
          <AlertLines alerts={board.alerts} format={format} />
          <OpeningLines openings={board.openings} now={now} format={format} />
          <Bands board={board} now={now} format={format} isWall={false} />
          <WaitingNow board={key} isRouted={board.isRouted} />
          <PeopleNow board={key} isRouted={board.isRouted} />
          {board.isRouted && <Overflows key={key} openings={board.openings} board={board.board} />}
          {board.board.kind === 'all' && <Parts board={board} now={now} format={format} />}
          {board.board.kind === 'all' && <PickingNow />}
          <DayMessage message={board.message} />
          <Alerts names={names.data?.items ?? []} board={key} />
          {board.board.kind === 'all' && <ServiceLevels />}
          <BoardLinks names={names.data?.items ?? []} board={key} />
          <Definitions board={board} />
        </div>
      ) : asked.isError ? (
        <ErrorState problem={asked.error} onRetry={() => void asked.refetch()} />
      ) : (
        <LoadingLines rows={8} />
      )}
    </Page>
  )
}
