import { Button, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { only } from '../changes.ts'
import fields from '../fields.module.css'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import {
  type AttributeDefinition,
  attributeName,
  attributeTypes,
  isKey,
  keyFrom,
} from './attribute-values.ts'

export interface AttributeFormProps {
  /** Absent for a new one. */
  attribute: AttributeDefinition | undefined
  /** What a new one is on. */
  subject: AttributeDefinition['subject']
  onChanged: () => Promise<unknown>
  onDone: () => void
}

/** A field of one's own: its names, its kind, and whether closing needs it. Its key and kind never change. */
export function AttributeForm({ attribute, subject, onChanged, onDone }: AttributeFormProps) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const saved = toValues(attribute)
  const required = (value: string) => (value.trim() === '' ? t('common:form.required') : null)
  const { form, changed, undo, settle } = useKeptForm({
    id: `attribute:${attribute?.id ?? `new ${subject}`}`,
    saved,
    validate: {
      labelFr: required,
      labelEn: required,
      key: (value, { labelFr }) => (isKey(value || keyFrom(labelFr)) ? null : t('attributes.keyRule')),
      choices: (value, { type }) => (type === 'choice' ? required(value) : null),
    },
  })
  const { type, labelFr } = form.values
  const sending = useFormSubmit(form, async values => {
    const choices = values.type === 'choice' ? linesOf(values.choices) : []
    if (attribute) {
      const now = await call.contacts.updateAttribute({
        id: attribute.id,
        ...only(
          { ...values, choices },
          changed.filter(name => name !== 'key' && name !== 'type'),
        ),
      })
      settle(toValues(now))
      announce(t('common:state.saved'))
    } else {
      const { labelEn, requiredAtClosure } = values
      await call.contacts.createAttribute({
        subject,
        key: values.key || keyFrom(values.labelFr),
        labelFr: values.labelFr,
        labelEn,
        type: values.type,
        choices,
        requiredAtClosure,
        position: 1000,
      })
      settle(saved)
      announce(t('createdName', { name: attributeName(values, i18n.language) }))
    }
    await onChanged()
    onDone()
  })
  const archiving = useMutation({
    mutationFn: async ({ id, ...definition }: AttributeDefinition) => {
      await call.contacts.archiveAttribute({ id })
      await onChanged()
      offerUndo({
        text: t('attributes.archived', { name: attributeName(definition, i18n.language) }),
        // Under the same key and kind the same attribute comes back, its values with it.
        undo: async () => {
          await call.contacts.createAttribute(definition)
          await onChanged()
        },
      })
      onDone()
    },
  })
  const labels = {
    labelFr: t('labelFr'),
    labelEn: t('labelEn'),
    key: t('attributes.key'),
    type: t('attributes.typeLabel'),
    choices: t('attributes.choices'),
    requiredAtClosure: t('attributes.required'),
  }
  return (
    <>
      <SettingsForm
        form={form}
        sending={sending}
        labels={labels}
        changes={changed.length}
        onUndo={undo}
        create={attribute ? undefined : { label: t('attributes.add'), onCancel: onDone }}
      >
        <TextInput
          label={labels.labelFr}
          lang="fr"
          data-autofocus={!attribute || undefined}
          {...form.getInputProps('labelFr')}
        />
        <TextInput label={labels.labelEn} lang="en" {...form.getInputProps('labelEn')} />
        <Select
          label={labels.type}
          description={attribute && t('attributes.fixed')}
          disabled={attribute !== undefined}
          allowDeselect={false}
          data={attributeTypes.map(value => ({ value, label: t(`attributes.type.${value}`) }))}
          {...form.getInputProps('type')}
        />
        {type === 'choice' && (
          <Textarea
            label={labels.choices}
            description={t('attributes.choicesHint')}
            autosize
            minRows={3}
            {...form.getInputProps('choices')}
          />
        )}
        <TextInput
          label={labels.key}
          description={attribute ? t('attributes.fixed') : t('attributes.keyHint')}
          placeholder={keyFrom(labelFr)}
          disabled={attribute !== undefined}
          spellCheck={false}
          autoCapitalize="none"
          {...form.getInputProps('key')}
        />
        {(attribute?.subject ?? subject) === 'conversation' && (
          <Switch
            label={labels.requiredAtClosure}
            description={t('attributes.requiredHint')}
            {...form.getInputProps('requiredAtClosure', { type: 'checkbox' })}
          />
        )}
      </SettingsForm>
      {attribute && (
        <div className={fields.end}>
          <FormProblem problem={archiving.error} />
          <p className={fields.hint}>{t('attributes.archiveHint')}</p>
          <Button
            variant="default"
            loading={archiving.isPending}
            leftSection={<IconArchive size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => archiving.mutate(attribute)}
          >
            {t('archive')}
          </Button>
        </div>
      )}
    </>
  )
}

function toValues(attribute: AttributeDefinition | undefined) {
  return {
    labelFr: attribute?.labelFr ?? '',
    labelEn: attribute?.labelEn ?? '',
    key: attribute?.key ?? '',
    type: attribute?.type ?? ('text' as AttributeDefinition['type']),
    // One a line, as people write lists.
    choices: (attribute?.choices ?? []).join('\n'),
    requiredAtClosure: attribute?.requiredAtClosure ?? false,
  }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
}
