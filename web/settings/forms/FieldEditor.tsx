import { ActionIcon, Button, Select, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FormField } from '../../../contract/forms.ts'
import fields from '../fields.module.css'
import { MoveButtons } from '../MoveButtons.tsx'
import classes from './FieldEditor.module.css'
import { newOption, purposes } from './fields.ts'

export interface FieldEditorProps {
  field: FormField
  index: number
  count: number
  /** Fields that stand above: what a condition may be about. */
  above: readonly FormField[]
  onChange: (field: FormField) => void
  onMove: (step: 1 | -1) => void
  onRemove: () => void
}

/** One field of a form: what it asks in both languages, whether it must be answered, and when it is asked. */
export function FieldEditor({ field, index, count, above, onChange, onMove, onRemove }: FieldEditorProps) {
  const { t, i18n } = useTranslation('settings')
  const shown = i18n.language === 'en' ? 'en' : 'fr'
  const name = field.label[shown] || t(`forms.type.${field.type}`)
  const both = (part: 'label' | 'hint') =>
    (['fr', 'en'] as const).map(language => (
      <TextInput
        key={language}
        lang={language}
        label={t(`forms.in.${language}`, { what: t(`forms.${part}`) })}
        value={field[part][language]}
        onChange={event =>
          onChange({ ...field, [part]: { ...field[part], [language]: event.currentTarget.value } })
        }
      />
    ))
  const choices = above.filter(one => one.type === 'choice' && one.showIf === null)
  const conditions = choices.flatMap(choice =>
    choice.options.map(option => ({
      value: `${choice.key} ${option.value}`,
      label: `${choice.label[shown] || choice.key}\u00a0: ${option.label[shown] || option.value}`,
    })),
  )
  return (
    <li className={classes.field}>
      <div className={classes.head}>
        <h3>
          {name} <span className={fields.hint}>{t(`forms.type.${field.type}`)}</span>
        </h3>
        <div className={classes.acts}>
          <MoveButtons name={name} index={index} count={count} onMove={onMove} />
          <ActionIcon aria-label={t('forms.removeField', { name })} onClick={onRemove}>
            <IconTrash size={16} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        </div>
      </div>
      <div className={fields.pair}>{both('label')}</div>
      <div className={fields.pair}>{both('hint')}</div>
      {field.type === 'choice' && <Options field={field} onChange={onChange} />}
      {field.type === 'consent' && (
        <Select
          label={t('forms.purpose')}
          allowDeselect={false}
          data={purposes.map(value => ({ value, label: t(`forms.purposeOf.${value}`) }))}
          value={field.purpose}
          onChange={value => onChange({ ...field, purpose: purposes.find(one => one === value) ?? null })}
        />
      )}
      {field.type === 'phone' && (
        <Switch
          label={t('forms.notice')}
          description={t('forms.noticeHint')}
          checked={field.prospectingNotice}
          onChange={event => onChange({ ...field, prospectingNotice: event.currentTarget.checked })}
        />
      )}
      <Switch
        label={t('forms.required')}
        checked={field.required}
        onChange={event => onChange({ ...field, required: event.currentTarget.checked })}
      />
      {(conditions.length > 0 || field.showIf) && (
        <Select
          label={t('forms.showIf')}
          placeholder={t('forms.always')}
          clearable
          data={conditions}
          value={field.showIf && `${field.showIf.field} ${field.showIf.value}`}
          onChange={value => {
            const [on = '', equals = ''] = value?.split(' ') ?? []
            onChange({ ...field, showIf: value ? { field: on, value: equals } : null })
          }}
        />
      )}
    </li>
  )
}

function Options({ field, onChange }: Pick<FieldEditorProps, 'field' | 'onChange'>) {
  const { t } = useTranslation('settings')
  const set = (options: FormField['options']) => onChange({ ...field, options })
  return (
    <div className={fields.set}>
      {field.options.map((option, index) => (
        <div key={option.value} className={classes.option}>
          {(['fr', 'en'] as const).map(language => (
            <TextInput
              key={language}
              lang={language}
              label={t(`forms.in.${language}`, { what: t('forms.choice', { number: index + 1 }) })}
              value={option.label[language]}
              onChange={event => {
                const label = { ...option.label, [language]: event.currentTarget.value }
                set(field.options.map(one => (one.value === option.value ? { ...one, label } : one)))
              }}
            />
          ))}
          <ActionIcon
            aria-label={t('forms.removeChoice', { number: index + 1 })}
            onClick={() => set(field.options.filter(one => one.value !== option.value))}
          >
            <IconTrash size={16} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => set([...field.options, newOption(field.options.map(option => option.value))])}
      >
        {t('forms.addChoice')}
      </Button>
    </div>
  )
}
