import { Button, Checkbox, Radio, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Rule } from '../../../contract/rules.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import fields from '../../settings/fields.module.css'
import { SettingsForm } from '../../settings/SettingsForm.tsx'
import { useKeptForm } from '../../settings/useKeptForm.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Actions, Conditions } from './Parts.tsx'
import { isReady, toBody, toValues } from './rule-values.ts'
import { Trial } from './Trial.tsx'
import { Versions } from './Versions.tsx'

export interface RuleFormProps {
  /** Absent for a new one. */
  rule: Rule | undefined
  onChanged: () => Promise<unknown>
  onDone: () => void
}

/** One rule: what it asks, what it does, what it would have done, and what it said before. */
export function RuleForm({ rule, onChanged, onDone }: RuleFormProps) {
  const { t } = useTranslation(['rules', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const saved = toValues(rule)
  const { form, changed, undo, settle } = useKeptForm({
    id: `rule:${rule?.id ?? 'new'}`,
    saved,
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      actions: (_value, values) => (isReady(values) ? null : t('incomplete')),
    },
  })
  const { all, any, actions, isLast } = form.values
  const body = isReady(form.values) ? toBody(form.values) : undefined
  const sending = useFormSubmit(form, async values => {
    const input = { name: values.name, state: values.state, body: toBody(values) }
    if (rule) {
      settle(toValues(await call.rules.update({ id: rule.id, ...input, seenVersion: rule.version })))
      announce(t('common:state.saved'))
    } else {
      await call.rules.create(input)
      settle(saved)
      announce(t('created', { name: values.name }))
    }
    await onChanged()
    onDone()
  })
  const handleRemove = async ({ id, name }: Rule) => {
    onDone()
    await call.rules.remove({ id })
    await onChanged()
    offerUndo({
      text: t('removed', { name }),
      undo: async () => {
        await call.rules.restore({ id })
        await onChanged()
      },
    })
  }
  return (
    <>
      <SettingsForm
        form={form}
        sending={sending}
        labels={{ name: t('name'), actions: t('then') }}
        changes={changed.length}
        onUndo={undo}
        create={rule ? undefined : { label: t('add'), onCancel: onDone }}
      >
        <TextInput
          label={t('name')}
          maxLength={100}
          data-autofocus={!rule || undefined}
          {...form.getInputProps('name')}
        />
        <Radio.Group label={t('stateLabel')} {...form.getInputProps('state')}>
          <div className={fields.stack}>
            {(['watched', 'enabled', 'off'] as const).map(state => (
              <Radio
                key={state}
                value={state}
                label={t(`state.${state}`)}
                description={t(`stateHint.${state}`)}
              />
            ))}
          </div>
        </Radio.Group>
        <Conditions
          legend={t('ifAll')}
          hint={t('ifAllHint')}
          conditions={all}
          onChange={value => form.setFieldValue('all', value)}
        />
        <Conditions
          legend={t('ifAny')}
          hint={t('ifAnyHint')}
          conditions={any}
          onChange={value => form.setFieldValue('any', value)}
        />
        <Actions
          legend={t('then')}
          hint={t('thenHint')}
          actions={actions}
          onChange={value => form.setFieldValue('actions', value)}
        />
        <Checkbox
          label={t('isLast')}
          checked={isLast}
          onChange={event => form.setFieldValue('isLast', event.currentTarget.checked)}
        />
        <Trial body={body} ruleId={rule?.id} />
      </SettingsForm>
      {rule && <Versions rule={rule} onChanged={onChanged} />}
      {rule && (
        <div className={fields.end}>
          <p className={fields.hint}>{t('removeHint')}</p>
          <Button
            variant="default"
            leftSection={<IconTrash size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => void handleRemove(rule)}
          >
            {t('common:act.delete')}
          </Button>
        </div>
      )}
    </>
  )
}
