import { Button } from '@mantine/core'
import { IconSettings } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSearch } from 'wouter'
import { spanOf } from '../reports/period.ts'
import { useSession } from '../session.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import { useQueryState } from '../ui/useQueryState.ts'
import { Answers } from './answers/Answers.tsx'
import { type Survey, useCsat, useSurveys } from './data/queries.ts'
import { FilterBar } from './FilterBar.tsx'
import { CsatTile } from './figures/CsatTile.tsx'
import { Histogram } from './figures/Histogram.tsx'
import { Refusals } from './figures/Refusals.tsx'
import { readFilters } from './filters.ts'
import classes from './SatisfactionScreen.module.css'
import { SurveySettings } from './settings/SurveySettings.tsx'
import { Weeks } from './weeks/Weeks.tsx'

/** What customers say after their conversations: one figure explained down to the answers that made it. */
export default function SatisfactionScreen() {
  const { t } = useTranslation('surveys')
  const { is } = useSession()
  const surveys = useSurveys()
  const [panel, setPanel] = useQueryState('panel')
  const survey = surveys.data?.items[0]
  const mayChange = is('administrator') && survey !== undefined
  return (
    <Page
      title={t('title')}
      subtitle={survey?.name}
      actions={
        mayChange && (
          <Button
            variant="default"
            leftSection={<IconSettings size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => setPanel('settings')}
          >
            {t('settings.title')}
          </Button>
        )
      }
    >
      {survey ? (
        <Figures survey={survey} onSettings={mayChange ? () => setPanel('settings') : undefined} />
      ) : surveys.isError ? (
        <ErrorState problem={surveys.error} onRetry={() => void surveys.refetch()} />
      ) : surveys.isPending ? (
        <LoadingLines rows={6} />
      ) : (
        <EmptyState text={t('noSurvey')} />
      )}
      {mayChange && (
        <SurveySettings survey={survey} opened={panel === 'settings'} onClose={() => setPanel('')} />
      )}
    </Page>
  )
}

interface FiguresProps {
  survey: Survey
  onSettings: (() => void) | undefined
}

function Figures({ survey, onSettings }: FiguresProps) {
  const { t } = useTranslation(['surveys', 'common'])
  const format = useFormat()
  const now = useNow(60_000)
  const filters = readFilters(useSearch())
  const span = spanOf(filters.period, now, format.timeZone)
  const slice = { ...span, teamId: filters.team, channel: filters.channel }
  const csat = useCsat(survey.id, slice)
  return (
    <>
      {!survey.enabled && (
        <p className={classes.off}>
          {t('off')}
          {onSettings && (
            <Button variant="default" size="xs" onClick={onSettings}>
              {t('settings.title')}
            </Button>
          )}
        </p>
      )}
      <FilterBar filters={filters} now={now} />
      {csat.data ? (
        <div className={classes.grid} data-old={csat.isPlaceholderData || undefined}>
          <CsatTile csat={csat.data} survey={survey} filters={filters} />
          <Histogram csat={csat.data} survey={survey} filters={filters} />
          <div className={classes.wide}>
            <Weeks csat={csat.data} filters={filters} />
          </div>
          <div className={classes.wide}>
            <Refusals csat={csat.data} survey={survey} />
          </div>
          <div className={classes.wide}>
            <Answers survey={survey} slice={slice} filters={filters} />
          </div>
        </div>
      ) : csat.isError ? (
        <ErrorState problem={csat.error} onRetry={() => void csat.refetch()} />
      ) : (
        <LoadingLines rows={6} />
      )}
      {csat.data && (
        <p className={classes.asOf}>{t('common:age.stale', { time: format.time(csat.dataUpdatedAt) })}</p>
      )}
    </>
  )
}
