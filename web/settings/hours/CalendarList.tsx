import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Calendar } from '../../../contract/workspaces.ts'
import { useSession } from '../../session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useCalendars } from '../queries.ts'
import { Row, Rows } from '../Rows.tsx'
import { SectionPage } from '../SectionPage.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { Promises } from './Promises.tsx'
import { runsOfDays } from './week.ts'

/** Calendars, each told by its week, and under them the promises. */
export function CalendarList() {
  const { t } = useTranslation('settings')
  const { workspace } = useSession()
  const calendars = useCalendars()
  const used = workspace.settings.calendarId
  return (
    <SectionPage path="hours">
      <SettingGroup
        anchor="calendars"
        title={t('hours.calendars')}
        effect={t('hours.calendarsEffect')}
        actions={
          <Button
            variant="default"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
            renderRoot={props => <Link {...props} href="/settings/hours/new" />}
          >
            {t('hours.add')}
          </Button>
        }
      >
        {calendars.isError && !calendars.data ? (
          <ErrorState problem={calendars.error} onRetry={() => void calendars.refetch()} />
        ) : !calendars.data ? (
          <LoadingLines shape="rows" rows={2} />
        ) : calendars.data.length === 0 ? (
          <EmptyState
            text={t('hours.none')}
            action={{ label: t('hours.add'), href: '/settings/hours/new' }}
          />
        ) : (
          <Rows label={t('hours.calendars')}>
            {calendars.data.map(calendar => (
              <Row
                key={calendar.id}
                href={`/settings/hours/${calendar.id}`}
                name={calendar.name}
                detail={<WeekInWords calendar={calendar} />}
                facts={calendar.id === used && <Tag tone="info">{t('workspaceHours')}</Tag>}
              />
            ))}
          </Rows>
        )}
      </SettingGroup>
      {calendars.data && <Promises calendars={calendars.data} />}
    </SectionPage>
  )
}

function WeekInWords({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  return runsOfDays(calendar.weeklyHours)
    .map(({ first, last, openings }) => {
      const days =
        first === last
          ? t(`day.${first}`)
          : t('hours.fromDayToDay', { first: t(`day.${first}`), last: t(`day.${last}`) })
      return `${days} ${openings.map(([opens, closes]) => format.hours(opens, closes)).join(', ')}`
    })
    .join(' · ')
}
