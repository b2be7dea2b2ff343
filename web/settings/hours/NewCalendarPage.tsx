import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SectionPage } from '../SectionPage.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { CalendarFields } from './CalendarFields.tsx'
import { newCalendarValues, toCalendarInput } from './calendar-values.ts'
import { useCalendarLabels, useCalendarRules } from './useCalendarRules.ts'

/** A new calendar, starting from office hours. */
export function NewCalendarPage() {
  const { t } = useTranslation('settings')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const { workspace } = useSession()
  const saved = newCalendarValues(workspace.timeZone)
  const { form, settle } = useKeptForm({ id: 'calendar:new', saved, validate: useCalendarRules() })
  const sending = useFormSubmit(form, async values => {
    const created = await call.workspaces.createCalendar(toCalendarInput(values))
    settle(saved)
    await queryClient.invalidateQueries({ queryKey: query.workspaces.listCalendars.key() })
    navigate(`/settings/hours/${created.id}`, { replace: true })
  })
  return (
    <SectionPage path="hours" title={t('hours.add')}>
      <SettingsForm
        form={form}
        sending={sending}
        labels={useCalendarLabels(form.values)}
        changes={0}
        onUndo={() => settle(saved)}
        create={{ label: t('hours.add'), onCancel: () => navigate('/settings/hours') }}
      >
        <CalendarFields form={form} />
      </SettingsForm>
    </SectionPage>
  )
}
