import { Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'

/** Deletes the demonstration in one press: nothing in it is anybody's. */
export function DemoDeletion() {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  const deleting = useMutation({
    mutationFn: () => call.workspaces.deleteDemo(),
    // Everything of this page belonged to the demonstration; the door says what comes next.
    onSuccess: () => location.assign('/sign-in'),
  })
  return (
    <SettingGroup anchor="deletion" title={t('data.deletion')} effect={t('data.demoEffect')}>
      <div className={fields.stack}>
        <FormProblem problem={deleting.error} />
        <Button
          color="red"
          loading={deleting.isPending || deleting.isSuccess}
          leftSection={<IconTrash size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => deleting.mutate()}
        >
          {t('data.deleteDemo')}
        </Button>
      </div>
    </SettingGroup>
  )
}
