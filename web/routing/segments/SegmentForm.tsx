import { Button, Checkbox, Radio, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Segment, SegmentCondition, Touch } from '../../../contract/segments.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import fields from '../../settings/fields.module.css'
import { SettingsForm } from '../../settings/SettingsForm.tsx'
import { useKeptForm } from '../../settings/useKeptForm.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Parts } from '../rules/Parts.tsx'
import { Preview } from './Preview.tsx'
import { SegmentFields } from './SegmentFields.tsx'
import { blankCondition, families, isReady, kindOf, kindsByFamily, toValues } from './segment-values.ts'

export interface SegmentFormProps {
  /** Absent for a new one. */
  segment: Segment | undefined
  onChanged: () => Promise<unknown>
  onDone: () => void
}

/** One segment: whom it asks for, how many they are now, and what asks for it. */
export function SegmentForm({ segment, onChanged, onDone }: SegmentFormProps) {
  const { t } = useTranslation(['segments', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const saved = toValues(segment)
  const { form, changed, undo, settle } = useKeptForm({
    id: `segment:${segment?.id ?? 'new'}`,
    saved,
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      all: (_value, values) => (isReady(values) ? null : t('incomplete')),
    },
  })
  const { all, any } = form.values
  const sending = useFormSubmit(form, async values => {
    const input = { name: values.name, touch: values.touch, body: { all: values.all, any: values.any } }
    if (segment) {
      settle(toValues(await call.segments.update({ id: segment.id, ...input, seenVersion: segment.version })))
      announce(t('common:state.saved'))
    } else {
      await call.segments.create(input)
      settle(saved)
      announce(t('created', { name: values.name }))
    }
    await onChanged()
    onDone()
  })
  const handleRemove = async ({ id, name }: Segment) => {
    onDone()
    await call.segments.remove({ id })
    await onChanged()
    offerUndo({
      text: t('removed', { name }),
      undo: async () => {
        await call.segments.restore({ id })
        await onChanged()
      },
    })
  }
  return (
    <>
      <SettingsForm
        form={form}
        sending={sending}
        labels={{ name: t('name'), all: t('ifAll') }}
        changes={changed.length}
        onUndo={undo}
        create={segment ? undefined : { label: t('add'), onCancel: onDone }}
      >
        <TextInput
          label={t('name')}
          maxLength={100}
          data-autofocus={!segment || undefined}
          {...form.getInputProps('name')}
        />
        <SegmentConditions
          legend={t('ifAll')}
          hint={t('ifAllHint')}
          conditions={all}
          onChange={value => form.setFieldValue('all', value)}
        />
        <SegmentConditions
          legend={t('ifAny')}
          hint={t('ifAnyHint')}
          conditions={any}
          onChange={value => form.setFieldValue('any', value)}
        />
        <Preview body={isReady(form.values) ? { all, any } : undefined} />
        <Radio.Group
          label={t('touchLabel')}
          description={t('touchHint')}
          value={form.values.touch ?? 'none'}
          onChange={value => form.setFieldValue('touch', value === 'none' ? null : (value as Touch))} // its own choices
        >
          <div className={fields.stack}>
            {(['none', 'high', 'low'] as const).map(touch => (
              <Radio key={touch} value={touch} label={t(`touch.${touch}`)} />
            ))}
          </div>
        </Radio.Group>
      </SettingsForm>
      {segment && (
        <div className={fields.end}>
          {segment.usedBy.length > 0 ? (
            <p className={fields.hint}>
              {t('usedBy')}{' '}
              {segment.usedBy.map(({ kind, id, name }, index) => (
                <span key={id}>
                  {index > 0 && ', '}
                  <Link href={`${kind === 'rule' ? '/routing/rules' : '/settings/promises'}/${id}`}>
                    {name}
                  </Link>
                </span>
              ))}
            </p>
          ) : (
            <Button
              variant="default"
              leftSection={<IconTrash size={16} stroke={1.75} aria-hidden="true" />}
              onClick={() => void handleRemove(segment)}
            >
              {t('common:act.delete')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

interface SegmentConditionsProps {
  legend: string
  hint: string
  conditions: SegmentCondition[]
  onChange: (conditions: SegmentCondition[]) => void
}

function SegmentConditions({ legend, hint, conditions, onChange }: SegmentConditionsProps) {
  const { t } = useTranslation(['segments', 'rules'])
  const kinds = families.flatMap(family => kindsByFamily[family].map(kind => ({ family, kind })))
  return (
    <Parts
      legend={legend}
      hint={hint}
      add={t('rules:addCondition')}
      choices={kinds.map(({ family, kind }) => ({
        key: kind,
        label: t(`kind.${kind}`),
        group: t(`family.${family}`),
      }))}
      onAdd={key => {
        const found = kinds.find(({ kind }) => kind === key)
        if (found) onChange([...conditions, blankCondition(found.kind)])
      }}
      parts={conditions.map((condition, index) => ({
        title: t(`kind.${kindOf(condition)}`),
        onRemove: () => onChange(conditions.toSpliced(index, 1)),
        fields: (
          <>
            <SegmentFields condition={condition} onChange={next => onChange(conditions.with(index, next))} />
            <Checkbox
              label={t('rules:opposite')}
              checked={condition.not}
              onChange={event =>
                onChange(conditions.with(index, { ...condition, not: event.currentTarget.checked }))
              }
            />
          </>
        ),
      }))}
    />
  )
}
