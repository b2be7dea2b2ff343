import { NumberInput, Select, TagsInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Comparison } from '../../../contract/rules.ts'
import { useAttributes } from '../../desk/data/queries.ts'

export interface Asked {
  attribute: string
  value: Comparison
}

export interface AttributeFieldsProps {
  asked: Asked
  onChange: (asked: Asked) => void
}

const comparisons = ['equal', 'containing', 'atLeast', 'atMost', 'present'] as const

/** An attribute of the person, and what it is compared with. */
export function AttributeFields({ asked: { attribute, value }, onChange }: AttributeFieldsProps) {
  const { t } = useTranslation('rules')
  const attributes = useAttributes().data?.items ?? []
  const type = attributes.find(({ subject, key }) => subject === 'contact' && key === attribute)?.type
  return (
    <>
      <AttributeField
        attribute={attribute}
        onChange={key => onChange({ attribute: key, value: { is: 'present' } })}
      />
      <ComparisonFields type={type} value={value} onChange={next => onChange({ attribute, value: next })} />
      {attribute === '' && <p>{t('chooseAttribute')}</p>}
    </>
  )
}

export interface AttributeFieldProps {
  attribute: string
  /** Those of one type alone. */
  type?: 'date' | 'text'
  onChange: (attribute: string) => void
}

/** Chooses an attribute of people. */
export function AttributeField({ attribute, type, onChange }: AttributeFieldProps) {
  const { t, i18n } = useTranslation('rules')
  const attributes = useAttributes().data?.items ?? []
  const fit = attributes.filter(one => one.subject === 'contact' && (type === undefined || one.type === type))
  return (
    <Select
      aria-label={t('kind.contact')}
      placeholder={t('kind.contact')}
      searchable={fit.length > 8}
      data={fit.map(one => ({ value: one.key, label: i18n.language === 'en' ? one.labelEn : one.labelFr }))}
      value={attribute || null}
      onChange={key => onChange(key ?? '')}
    />
  )
}

export interface ComparisonFieldsProps {
  type: string | undefined
  value: Comparison
  onChange: (value: Comparison) => void
}

/** How a value is compared, and with what. */
export function ComparisonFields({ type, value, onChange }: ComparisonFieldsProps) {
  const { t } = useTranslation('rules')
  const fits = comparisons.filter(is =>
    is === 'atLeast' || is === 'atMost' ? type === 'number' : is !== 'containing' || type === 'text',
  )
  return (
    <>
      <Select
        label={t('field.compare')}
        allowDeselect={false}
        data={fits.map(is => ({ value: is, label: t(`comparison.${is}`) }))}
        value={value.is}
        onChange={is => is && onChange(blankComparison(is))}
      />
      {value.is === 'equal' && (
        <TagsInput
          label={t('field.values')}
          value={value.to.map(one => (typeof one === 'boolean' ? t(one ? 'yes' : 'no') : String(one)))}
          {...(type === 'boolean' && { data: [t('yes'), t('no')] })}
          acceptValueOnBlur
          onChange={to => onChange({ is: 'equal', to: to.map(typed) })}
        />
      )}
      {value.is === 'containing' && (
        <TagsInput
          label={t('field.values')}
          value={value.to}
          acceptValueOnBlur
          onChange={to => onChange({ is: 'containing', to })}
        />
      )}
      {(value.is === 'atLeast' || value.is === 'atMost') && (
        <NumberInput
          label={t('field.number')}
          value={value.to}
          onChange={to => onChange({ ...value, to: Number(to) || 0 })}
        />
      )}
    </>
  )

  /** As the card keeps it: a figure as a figure, yes and no as such. */
  function typed(text: string): string | number | boolean {
    if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
    return type === 'boolean' ? text === t('yes') : text
  }
}

function blankComparison(is: Comparison['is']): Comparison {
  if (is === 'present') return { is }
  return is === 'atLeast' || is === 'atMost' ? { is, to: 0 } : { is, to: [] }
}
