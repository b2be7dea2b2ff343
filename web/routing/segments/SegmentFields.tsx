import { Group, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SegmentCondition } from '../../../contract/segments.ts'
import { stages } from '../../contacts/list/filters.ts'
import { CompanyField } from '../../contacts/page/CompanyField.tsx'
import { ways } from '../../contacts/ways.ts'
import { useTags } from '../../desk/data/queries.ts'
import { AttributeField, AttributeFields } from '../rules/AttributeFields.tsx'
import { Several } from '../rules/Several.tsx'

export interface SegmentFieldsProps {
  condition: SegmentCondition
  onChange: (condition: SegmentCondition) => void
}

const languages = ['fr', 'en'] as const

/** What one condition of a segment compares with. */
export function SegmentFields({ condition, onChange }: SegmentFieldsProps) {
  const { t } = useTranslation(['segments', 'contacts', 'common'])
  const tags = useTags().data?.items ?? []
  switch (condition.on) {
    case 'age':
      return (
        <>
          <AttributeField
            attribute={condition.attribute}
            type="date"
            onChange={attribute => onChange({ ...condition, attribute })}
          />
          <Range condition={condition} onChange={range => onChange({ ...condition, ...range })} />
        </>
      )
    case 'language':
      return (
        <Several
          label={t('kind.language')}
          choices={languages.map(id => ({ id, name: t(`common:language.${id}`) }))}
          value={condition.is}
          onChange={is => onChange({ ...condition, is: languages.filter(one => is.includes(one)) })}
        />
      )
    case 'company':
      return (
        <CompanyField
          label={t('kind.company')}
          hideLabel
          value={condition.is[0] ?? null}
          onChange={company => onChange({ ...condition, is: company ? [company.id] : [] })}
        />
      )
    case 'postcode':
      return (
        <>
          <AttributeField
            attribute={condition.attribute}
            type="text"
            onChange={attribute => onChange({ ...condition, attribute })}
          />
          <TagsInput
            label={t('field.begins')}
            description={t('field.beginsHint')}
            value={condition.begins}
            acceptValueOnBlur
            onChange={begins => onChange({ ...condition, begins })}
          />
        </>
      )
    case 'dialCode':
      return (
        <TagsInput
          label={t('field.dialCode')}
          description={t('field.dialCodeHint')}
          value={condition.is}
          acceptValueOnBlur
          onChange={is => onChange({ ...condition, is: is.map(dialCode) })}
        />
      )
    case 'attribute':
      return (
        <AttributeFields
          asked={condition}
          onChange={({ attribute, value }) => onChange({ ...condition, attribute, value })}
        />
      )
    case 'preferredChannel':
      return (
        <Several
          label={t('kind.preferredChannel')}
          choices={ways.map(id => ({ id, name: t(`contacts:way.${id}`) }))}
          value={condition.is}
          onChange={is => onChange({ ...condition, is })}
        />
      )
    case 'stage':
      return (
        <Several
          label={t('kind.stage')}
          choices={stages.map(id => ({ id, name: t(`contacts:stage.${id}`) }))}
          value={condition.is}
          onChange={is => onChange({ ...condition, is: stages.filter(one => is.includes(one)) })}
        />
      )
    case 'vip':
      return <p>{t('asks.vip')}</p>
    case 'known':
      return (
        <Days
          value={condition.days}
          label={t('field.atLeastDays')}
          onChange={days => onChange({ ...condition, days: days ?? 0 })}
        />
      )
    case 'records':
      return (
        <>
          <RecordKind value={condition.kind} onChange={kind => onChange({ ...condition, kind })} />
          <TagsInput
            label={t('field.status')}
            description={t('field.statusHint')}
            value={condition.status}
            acceptValueOnBlur
            onChange={status => onChange({ ...condition, status })}
          />
          <Select
            label={t('field.what')}
            allowDeselect={false}
            value={condition.what}
            data={(['count', 'amount'] as const).map(value => ({ value, label: t(`what.${value}`) }))}
            onChange={what => what && onChange({ ...condition, what })}
          />
          <Range condition={condition} onChange={range => onChange({ ...condition, ...range })} />
          <Days
            value={condition.days}
            label={t('field.inDays')}
            hint={t('field.everHint')}
            onChange={days => onChange({ ...condition, days })}
          />
        </>
      )
    case 'lastRecord':
      return (
        <>
          <RecordKind value={condition.kind} onChange={kind => onChange({ ...condition, kind })} />
          <Days
            value={condition.days}
            label={t('field.lastDays')}
            onChange={days => onChange({ ...condition, days: days ?? 0 })}
          />
        </>
      )
    case 'requests':
      return (
        <>
          <Range condition={condition} onChange={range => onChange({ ...condition, ...range })} />
          <Days
            value={condition.days}
            label={t('field.inDays')}
            onChange={days => onChange({ ...condition, days: days ?? 0 })}
          />
        </>
      )
    case 'satisfaction':
      return <Range condition={condition} onChange={range => onChange({ ...condition, ...range })} />
    case 'tag':
      return (
        <TagsInput
          aria-label={t('kind.tag')}
          data={tags.map(({ name }) => name)}
          value={condition.is}
          acceptValueOnBlur
          onChange={is => onChange({ ...condition, is })}
        />
      )
  }
}

/** As one writes it or as one dials it. */
const dialCode = (text: string) => `+${text.replaceAll(/\D/g, '').replace(/^00/, '')}`

interface Ends {
  from: number | null
  to: number | null
}

function Range({ condition: { from, to }, onChange }: { condition: Ends; onChange: (ends: Ends) => void }) {
  const { t } = useTranslation('segments')
  return (
    <Group grow align="start">
      <NumberInput
        label={t('field.from')}
        min={0}
        value={from ?? ''}
        onChange={value => onChange({ from: numberOf(value), to })}
      />
      <NumberInput
        label={t('field.to')}
        min={0}
        value={to ?? ''}
        onChange={value => onChange({ from, to: numberOf(value) })}
      />
    </Group>
  )
}

interface DaysProps {
  value: number | null
  label: string
  hint?: string
  onChange: (days: number | null) => void
}

function Days({ value, label, hint, onChange }: DaysProps) {
  return (
    <NumberInput
      label={label}
      description={hint}
      min={1}
      max={3660}
      allowDecimal={false}
      value={value ?? ''}
      onChange={days => onChange(numberOf(days))}
    />
  )
}

function RecordKind({ value, onChange }: { value: string; onChange: (kind: string) => void }) {
  const { t } = useTranslation('segments')
  return (
    <TextInput
      label={t('field.recordKind')}
      description={t('field.recordKindHint')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

const numberOf = (value: string | number): number | null => (value === '' ? null : Number(value))
