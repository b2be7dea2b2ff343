import { Checkbox, Input, MultiSelect, Switch, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import fields from '../fields.module.css'
import { useTeams } from '../queries.ts'
import { type EventType, families, withFamily } from './event-types.ts'
import type { WebhookValues } from './webhook-values.ts'
import classes from './webhooks.module.css'

export interface WebhookFieldsProps {
  form: UseFormReturnType<WebhookValues>
}

/** What a webhook is told, and where. */
export function WebhookFields({ form }: WebhookFieldsProps) {
  const { t } = useTranslation('webhooks')
  const { query } = useApi()
  const teams = useTeams()
  const channels = useQuery(query.channels.list.queryOptions({ input: {}, select: ({ items }) => items }))
  const tags = useQuery(query.conversations.listTags.queryOptions({ select: ({ items }) => items }))
  const chosen = form.values.types
  const choose = (types: readonly EventType[], isWanted: boolean) =>
    form.setFieldValue('types', withFamily(chosen, types, isWanted))
  const named = (items: { id: string; name: string }[] | undefined) =>
    (items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <div className={fields.pair}>
        <TextInput label={t('name')} description={t('nameHint')} {...form.getInputProps('name')} />
        <TextInput
          label={t('url')}
          description={t('urlHint')}
          type="url"
          inputMode="url"
          placeholder="https://"
          {...form.getInputProps('url')}
        />
      </div>
      <Input.Wrapper label={t('typesLabel')} labelElement="div" error={form.errors.types}>
        <div className={classes.families}>
          {families.map(({ of, types }) => {
            const count = types.filter(type => chosen.includes(type)).length
            const family = t(`family.${of}`)
            return (
              <fieldset key={of} className={classes.family}>
                <legend>
                  <Checkbox
                    label={family}
                    aria-label={t('allOf', { family })}
                    checked={count === types.length}
                    indeterminate={count > 0 && count < types.length}
                    onChange={({ currentTarget }) => choose(types, currentTarget.checked)}
                  />
                </legend>
                {types.map(type => (
                  <Checkbox
                    key={type}
                    label={t(`event.${type}`)}
                    aria-label={`${family}, ${t(`event.${type}`)}`}
                    checked={chosen.includes(type)}
                    onChange={({ currentTarget }) => choose([type], currentTarget.checked)}
                    // Where the summary of errors leads.
                    {...(type === families[0].types[0] && { 'data-path': 'types' })}
                  />
                ))}
              </fieldset>
            )
          })}
        </div>
      </Input.Wrapper>
      <fieldset className={fields.set}>
        <legend>{t('filters')}</legend>
        <p className={fields.hint}>{t('filtersHint')}</p>
        <div className={fields.pair}>
          <MultiSelect
            label={t('teams')}
            searchable
            data={named(teams.data)}
            {...form.getInputProps('teamIds')}
          />
          <MultiSelect
            label={t('channels')}
            searchable
            data={named(channels.data)}
            {...form.getInputProps('channelIds')}
          />
          <MultiSelect
            label={t('tags')}
            searchable
            data={[...new Set([...(tags.data ?? []).map(({ name }) => name), ...form.values.tags])]}
            {...form.getInputProps('tags')}
          />
        </div>
      </fieldset>
      <Switch
        label={t('withObject')}
        description={t('withObjectHint')}
        {...form.getInputProps('withObject', { type: 'checkbox' })}
      />
    </>
  )
}
