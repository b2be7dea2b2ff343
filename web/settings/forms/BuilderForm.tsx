import { Switch, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FormChannel } from '../../../contract/channels.ts'
import type { FormField } from '../../../contract/forms.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { AddMenu } from '../AddMenu.tsx'
import { useBrands } from '../brands/queries.ts'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { useCalendars, useTeams } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { FieldEditor } from './FieldEditor.tsx'
import { fieldTypes, moved, newField } from './fields.ts'

/** What a form asks, in its order, and what it says around; saved explicitly, seen by customers once published. */
export function BuilderForm({ channel }: { channel: FormChannel }) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const teams = useTeams()
  const calendars = useCalendars()
  const brands = useBrands()
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `form:${channel.id}`,
    saved: toValues(channel),
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const sending = useFormSubmit(form, async () => {
    const saved = await call.channels.update({ id: channel.id, kind: 'form', ...changes() })
    if (saved.kind === 'form') settle(toValues(saved))
    announce(t('common:state.saved'))
    await queryClient.invalidateQueries({ queryKey: query.channels.key() })
  })
  const asked = form.values.fields
  const set = (next: FormField[]) => form.setFieldValue('fields', next)
  const labels = {
    name: t('forms.name'),
    teamId: t('forms.team'),
    calendarId: t('forms.calendar'),
    brandId: t('channels.brand'),
    enabled: t('forms.enabled'),
    fields: t('forms.fields'),
    title: t('forms.titleText'),
    intro: t('forms.intro'),
    thanks: t('forms.thanks'),
  }
  const both = (name: 'title' | 'intro' | 'thanks') =>
    (['fr', 'en'] as const).map(language => {
      const Input = name === 'title' ? TextInput : Textarea
      return (
        <Input
          key={language}
          lang={language}
          label={t(`forms.in.${language}`, { what: labels[name] })}
          value={form.values[name][language]}
          onChange={event =>
            form.setFieldValue(name, { ...form.values[name], [language]: event.currentTarget.value })
          }
        />
      )
    })
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      <TextInput label={labels.name} description={t('forms.nameHint')} {...form.getInputProps('name')} />
      <div className={fields.pair}>
        <Choose
          label={labels.teamId}
          items={teams.data}
          clearable={false}
          {...form.getInputProps('teamId')}
        />
        <Choose
          label={labels.calendarId}
          items={calendars.data}
          placeholder={t('workspaceHours')}
          {...form.getInputProps('calendarId')}
        />
      </div>
      <Choose
        label={labels.brandId}
        description={t('channels.brandHint')}
        items={brands.data}
        placeholder={brands.data?.[0]?.name ?? ''}
        {...form.getInputProps('brandId')}
      />
      <Switch
        label={labels.enabled}
        description={t('forms.enabledHint')}
        {...form.getInputProps('enabled', { type: 'checkbox' })}
      />
      <div className={fields.pair}>{both('title')}</div>
      <div className={fields.pair}>{both('intro')}</div>
      <ol className={fields.set} style={{ listStyle: 'none' }} aria-label={labels.fields}>
        {asked.map((field, index) => (
          <FieldEditor
            key={field.key}
            field={field}
            index={index}
            above={asked.slice(0, index)}
            count={asked.length}
            onChange={next => set(asked.map(one => (one.key === field.key ? next : one)))}
            onMove={step => set(moved(asked, index, step))}
            onRemove={() => set(asked.filter(one => one.key !== field.key))}
          />
        ))}
      </ol>
      <AddMenu
        label={t('forms.addField')}
        kinds={fieldTypes}
        nameOf={type => t(`forms.type.${type}`)}
        onAdd={type => set([...asked, newField(type, asked)])}
      />
      <div className={fields.pair}>{both('thanks')}</div>
    </SettingsForm>
  )
}

function toValues(channel: FormChannel) {
  const { name, teamId, calendarId, brandId, enabled, title, intro, thanks } = channel
  return { name, teamId, calendarId, brandId, enabled, title, intro, thanks, fields: channel.fields }
}
