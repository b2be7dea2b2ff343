import { Checkbox, MultiSelect, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../../../contract/common.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import fields from '../fields.module.css'
import { useTeams } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import classes from './ApiKeyForm.module.css'
import { expiryOf, keyRoles, lives, scopeGroups } from './scopes.ts'

export interface ApiKeyFormProps {
  onCreated: (key: { name: string; token: string }) => void
  onCancel: () => void
}

/** A new key: what it is for, what it may do and where, and until when. */
export function ApiKeyForm({ onCreated, onCancel }: ApiKeyFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const teams = useTeams()
  const saved = {
    name: '',
    role: 'adviser' as (typeof keyRoles)[number],
    teamIds: [] as string[],
    scopes: [] as Scope[],
    life: '365',
  }
  const { form, settle } = useKeptForm({
    id: 'api-key:new',
    saved,
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      scopes: value => (value.length === 0 ? t('api.scopeNeeded') : null),
    },
  })
  const sending = useFormSubmit(form, async ({ name, role, teamIds, scopes, life }) => {
    const key = await call.workspaces.createApiKey({
      name: name.trim(),
      role,
      // Only an adviser's key can be limited: what was chosen before another role does not count.
      teamIds: role === 'adviser' && teamIds.length > 0 ? teamIds : null,
      scopes,
      expiresAt: expiryOf(life, new Date()),
    })
    settle(saved)
    await queryClient.invalidateQueries({ queryKey: query.workspaces.listApiKeys.key() })
    onCreated({ name: key.name, token: key.token })
  })
  const labels = {
    name: t('api.name'),
    role: t('api.role'),
    teamIds: t('api.teams'),
    scopes: t('api.scopes'),
    life: t('api.life'),
  }
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={0}
      onUndo={() => settle(saved)}
      create={{ label: t('api.add'), onCancel }}
    >
      <TextInput
        label={labels.name}
        description={t('api.nameHint')}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Select
        label={labels.role}
        description={t('api.roleHint')}
        allowDeselect={false}
        data={keyRoles.map(value => ({ value, label: t(`common:role.${value}`) }))}
        {...form.getInputProps('role')}
      />
      {form.values.role === 'adviser' && (
        <MultiSelect
          label={labels.teamIds}
          description={t('api.teamsHint')}
          searchable
          clearable
          data={(teams.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('teamIds')}
        />
      )}
      <Checkbox.Group
        label={labels.scopes}
        description={t('api.scopesHint')}
        {...form.getInputProps('scopes')}
      >
        <div className={fields.stack}>
          {scopeGroups.map(({ of, scopes }) => (
            <div key={of} className={classes.group}>
              <span className={classes.of}>{t(`api.scopeOf.${of}`)}</span>
              {scopes.map(scope => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={scope.endsWith(':write') ? t('api.write') : t('api.read')}
                  aria-label={`${t(`api.scopeOf.${of}`)}, ${scope.endsWith(':write') ? t('api.write') : t('api.read')}`}
                />
              ))}
            </div>
          ))}
        </div>
      </Checkbox.Group>
      <Select
        label={labels.life}
        allowDeselect={false}
        data={lives.map(value => ({
          value,
          label: value === '0' ? t('api.noEnd') : t('api.days', { count: Number(value) }),
        }))}
        {...form.getInputProps('life')}
      />
    </SettingsForm>
  )
}
