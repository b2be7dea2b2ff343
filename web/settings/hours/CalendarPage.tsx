import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Calendar } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { NotFound } from '../../ui/NotFound.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { useCalendars } from '../queries.ts'
import { SectionPage } from '../SectionPage.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { CalendarFields } from './CalendarFields.tsx'
import { ComingDays } from './ComingDays.tsx'
import { toCalendarInput, toCalendarValues } from './calendar-values.ts'
import { useCalendarLabels, useCalendarRules } from './useCalendarRules.ts'

export interface CalendarPageProps {
  id: string
}

/** One calendar: its rules, and the true days they make. */
export function CalendarPage({ id }: CalendarPageProps) {
  const { t } = useTranslation('settings')
  const calendars = useCalendars()
  const calendar = calendars.data?.find(known => known.id === id)
  if (calendars.data && !calendar) return <NotFound />
  return (
    <SectionPage path="hours" title={calendar?.name ?? t('hours.calendar')}>
      {calendars.isError && !calendar ? (
        <ErrorState problem={calendars.error} onRetry={() => void calendars.refetch()} />
      ) : calendar ? (
        <CalendarForm calendar={calendar} />
      ) : (
        <LoadingLines rows={8} />
      )}
    </SectionPage>
  )
}

function CalendarForm({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const { form, changed, undo, settle } = useKeptForm({
    id: `calendar:${calendar.id}`,
    saved: toCalendarValues(calendar),
    validate: useCalendarRules(),
  })
  const sending = useFormSubmit(form, async values => {
    const saved = await call.workspaces.updateCalendar({ id: calendar.id, ...toCalendarInput(values) })
    settle(toCalendarValues(saved))
    announce(t('common:state.saved'))
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: query.workspaces.listCalendars.key() }),
      queryClient.invalidateQueries({ queryKey: query.workspaces.calendarHours.key() }),
    ])
  })
  return (
    <>
      <SettingGroup anchor="rules" title={t('hours.rules')} effect={t('hours.rulesEffect')}>
        <SettingsForm
          form={form}
          sending={sending}
          labels={useCalendarLabels(form.values)}
          changes={changed.length}
          onUndo={undo}
        >
          <CalendarFields form={form} />
        </SettingsForm>
      </SettingGroup>
      <SettingGroup anchor="coming" title={t('hours.coming')} effect={t('hours.comingEffect')}>
        <ComingDays calendarId={calendar.id} unsaved={changed.length > 0} />
      </SettingGroup>
    </>
  )
}
