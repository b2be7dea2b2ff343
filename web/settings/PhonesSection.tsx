import { ActionIcon, Button } from '@mantine/core'
import { IconPhone, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { PhoneForm } from './phones/PhoneForm.tsx'
import { usePhones, useRefreshPortal } from './phones/queries.ts'
import { useCalendars } from './queries.ts'
import { Row, Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'
import { useLeaving } from './useLeaving.ts'

/** Numbers that customers may call, and what a call costs. */
export default function PhonesSection() {
  const { t, i18n } = useTranslation('settings')
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const { call } = useApi()
  const phones = usePhones()
  const calendars = useCalendars()
  const refresh = useRefreshPortal()
  const { isLeaving, remove } = useLeaving('phones')
  const shown = phones.data?.filter(phone => !isLeaving(phone.id))
  const open = shown?.find(phone => phone.id === id)
  const handleClose = () => navigate('/settings/phones')
  return (
    <SectionPage
      path="phones"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/phones/new" />}
        >
          {t('phones.add')}
        </Button>
      }
    >
      {phones.isError && !shown ? (
        <ErrorState problem={phones.error} onRetry={() => void phones.refetch()} />
      ) : !shown ? (
        <LoadingLines shape="rows" />
      ) : shown.length === 0 ? (
        <EmptyState
          icon={IconPhone}
          text={t('phones.none')}
          action={{ label: t('phones.add'), href: '/settings/phones/new' }}
        />
      ) : (
        <Rows label={t('section.phones.name')}>
          {shown.map(phone => (
            <Row
              key={phone.id}
              href={`/settings/phones/${phone.id}`}
              name={phone.shown}
              detail={[
                i18n.language === 'fr' ? phone.labelFr : phone.labelEn,
                t(`phones.purposeOf.${phone.purpose}`),
                calendars.data?.find(calendar => calendar.id === phone.calendarId)?.name ??
                  t('workspaceHours'),
              ].join(' · ')}
              facts={<span>{t(`phones.tariffOf.${phone.tariff}`)}</span>}
              acts={
                <ActionIcon
                  aria-label={t('phones.remove', { number: phone.shown })}
                  onClick={() =>
                    remove(phone.id, t('phones.removed', { number: phone.shown }), async () => {
                      await call.portal.deletePhone({ id: phone.id })
                      await refresh()
                    })
                  }
                >
                  <IconTrash size={16} stroke={1.75} aria-hidden="true" />
                </ActionIcon>
              }
            />
          ))}
        </Rows>
      )}
      <FormDrawer title={id === 'new' ? t('phones.add') : open?.shown} onClose={handleClose}>
        {(id === 'new' || open) && <PhoneForm key={id} phone={open} onDone={handleClose} />}
      </FormDrawer>
    </SectionPage>
  )
}
