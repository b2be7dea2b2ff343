import { ActionIcon, Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArchive } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import fields from '../fields.module.css'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { useLeaving } from '../useLeaving.ts'

/** Causes with which complaints are closed: added in both languages, archived when they are chosen no more. */
export function Causes() {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const causes = useQuery(query.complaints.listCauses.queryOptions({ select: ({ items }) => items }))
  const { isLeaving, remove } = useLeaving('complaint-causes')
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.complaints.listCauses.key() })
  const required = (value: string) => (value.trim() === '' ? t('common:form.required') : null)
  const form = useForm({
    initialValues: { labelFr: '', labelEn: '' },
    validate: { labelFr: required, labelEn: required },
  })
  const { submit, sending, problem } = useFormSubmit(form, async ({ labelFr, labelEn }) => {
    await call.complaints.createCause({ labelFr: labelFr.trim(), labelEn: labelEn.trim() })
    form.reset()
    announce(t('createdName', { name: i18n.language === 'fr' ? labelFr : labelEn }))
    await refresh()
  })
  const shown = causes.data?.filter(({ id, isArchived }) => !isArchived && !isLeaving(id))
  return (
    <SettingGroup anchor="causes" title={t('causes.title')} effect={t('causes.effect')}>
      {causes.isError && !shown ? (
        <ErrorState problem={causes.error} onRetry={() => void causes.refetch()} />
      ) : !shown ? (
        <LoadingLines shape="rows" rows={4} />
      ) : shown.length === 0 ? (
        <p>{t('causes.none')}</p>
      ) : (
        <Rows label={t('causes.title')}>
          {shown.map(({ id, labelFr, labelEn }) => {
            const [name, other] = i18n.language === 'fr' ? [labelFr, labelEn] : [labelEn, labelFr]
            return (
              <Row
                key={id}
                name={name}
                detail={other}
                acts={
                  <ActionIcon
                    aria-label={t('causes.archive', { name })}
                    onClick={() =>
                      remove(id, t('causes.archived', { name }), async () => {
                        await call.complaints.archiveCause({ id })
                        await refresh()
                      })
                    }
                  >
                    <IconArchive size={16} stroke={1.75} aria-hidden="true" />
                  </ActionIcon>
                }
              />
            )
          })}
        </Rows>
      )}
      <form onSubmit={submit} noValidate>
        <FormProblem problem={problem} />
        <div className={fields.pair}>
          <TextInput label={t('causes.labelFr')} maxLength={120} {...form.getInputProps('labelFr')} />
          <TextInput label={t('causes.labelEn')} maxLength={120} {...form.getInputProps('labelEn')} />
        </div>
        <Button type="submit" variant="default" mt="sm" loading={sending}>
          {t('common:act.add')}
        </Button>
      </form>
    </SettingGroup>
  )
}
