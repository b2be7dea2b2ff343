import { Checkbox, Group, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Comparison, Condition } from '../../../contract/rules.ts'
import { useAttributes, useChannels } from '../../desk/data/queries.ts'
import { channelKinds, useRuleWords } from './useRuleWords.ts'

export interface ConditionFieldsProps {
  condition: Condition
  onChange: (condition: Condition) => void
}

/** What one condition compares with. */
export function ConditionFields({ condition, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation(['rules', 'common'])
  const channels = useChannels().data?.items ?? []
  const words = useRuleWords()
  switch (condition.on) {
    case 'words':
      return (
        <>
          <TagsInput
            label={t('field.words')}
            description={t('field.wordsHint')}
            value={condition.has}
            maxTags={100}
            acceptValueOnBlur
            onChange={has => onChange({ ...condition, has })}
          />
          <Select
            label={t('field.in')}
            allowDeselect={false}
            value={condition.in}
            data={(['both', 'subject', 'text'] as const).map(value => ({ value, label: t(`in.${value}`) }))}
            onChange={value => value && onChange({ ...condition, in: value })}
          />
        </>
      )
    case 'channelKind':
      return (
        <Several
          label={t('kind.channelKind')}
          choices={channelKinds.map(id => ({ id, name: t(`common:channel.${id}`) }))}
          value={condition.is}
          onChange={is => onChange({ ...condition, is })}
        />
      )
    case 'channel':
      return (
        <Several
          label={t('kind.channel')}
          choices={channels}
          value={condition.is}
          onChange={is => onChange({ ...condition, is })}
        />
      )
    case 'language':
      return (
        <Several
          label={t('kind.language')}
          choices={(['fr', 'en'] as const).map(id => ({ id, name: t(`language.${id}`) }))}
          value={condition.is}
          onChange={is =>
            onChange({ ...condition, is: (['fr', 'en'] as const).filter(id => is.includes(id)) })
          }
        />
      )
    case 'from':
    case 'to':
      return (
        <TagsInput
          label={t(`field.${condition.on}`)}
          description={t(`field.${condition.on}Hint`)}
          value={condition.is}
          acceptValueOnBlur
          onChange={is => onChange({ ...condition, is })}
        />
      )
    case 'contact':
      return <AttributeFields condition={condition} onChange={onChange} />
    case 'record':
      return (
        <>
          <TextInput
            label={t('field.record')}
            description={t('field.recordHint')}
            value={condition.kind}
            onChange={event => onChange({ ...condition, kind: event.currentTarget.value })}
          />
          <TagsInput
            label={t('field.status')}
            description={t('field.statusHint')}
            value={condition.status}
            acceptValueOnBlur
            onChange={status => onChange({ ...condition, status })}
          />
        </>
      )
    case 'hours':
      return (
        <Select
          aria-label={t('kind.hours')}
          allowDeselect={false}
          value={condition.isOpen ? 'open' : 'closed'}
          data={(['closed', 'open'] as const).map(value => ({ value, label: t(`asks.${value}`) }))}
          onChange={value => onChange({ ...condition, isOpen: value === 'open' })}
        />
      )
    case 'previous':
      return (
        <Group grow align="start">
          <NumberInput
            label={t('field.least')}
            min={1}
            max={100}
            allowDecimal={false}
            value={condition.least}
            onChange={value => onChange({ ...condition, least: Number(value) || 0 })}
          />
          <NumberInput
            label={t('field.days')}
            min={1}
            max={366}
            allowDecimal={false}
            value={condition.days}
            onChange={value => onChange({ ...condition, days: Number(value) || 0 })}
          />
        </Group>
      )
    case 'vip':
    case 'attachments':
    case 'company':
    case 'segment':
      return <p>{words.condition({ ...condition, not: false })}</p>
  }
}

function Several({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: readonly { id: string; name: string }[]
  value: string[]
  onChange: (value: string[]) => void
}): ReactNode {
  return (
    <Checkbox.Group aria-label={label} value={value} onChange={onChange}>
      <Group gap="md">
        {choices.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </Group>
    </Checkbox.Group>
  )
}

const comparisons = ['equal', 'containing', 'atLeast', 'atMost', 'present'] as const

function AttributeFields({
  condition,
  onChange,
}: {
  condition: Extract<Condition, { on: 'contact' }>
  onChange: (condition: Condition) => void
}) {
  const { t, i18n } = useTranslation('rules')
  const attributes = useAttributes().data?.items.filter(({ subject }) => subject === 'contact') ?? []
  const { attribute, value } = condition
  const type = attributes.find(({ key }) => key === attribute)?.type
  const fits = comparisons.filter(is =>
    is === 'atLeast' || is === 'atMost' ? type === 'number' : is !== 'containing' || type === 'text',
  )
  const change = (next: Comparison) => onChange({ ...condition, value: next })
  return (
    <>
      <Select
        aria-label={t('kind.contact')}
        searchable={attributes.length > 8}
        data={attributes.map(one => ({
          value: one.key,
          label: i18n.language === 'en' ? one.labelEn : one.labelFr,
        }))}
        value={attribute || null}
        onChange={key => onChange({ ...condition, attribute: key ?? '', value: { is: 'present' } })}
      />
      <Select
        label={t('field.compare')}
        allowDeselect={false}
        data={fits.map(is => ({ value: is, label: t(`comparison.${is}`) }))}
        value={value.is}
        onChange={is => is && change(blankComparison(is))}
      />
      {value.is === 'equal' && (
        <TagsInput
          label={t('field.values')}
          value={value.to.map(one => (typeof one === 'boolean' ? t(one ? 'yes' : 'no') : String(one)))}
          {...(type === 'boolean' && { data: [t('yes'), t('no')] })}
          acceptValueOnBlur
          onChange={to => change({ is: 'equal', to: to.map(typed) })}
        />
      )}
      {value.is === 'containing' && (
        <TagsInput
          label={t('field.values')}
          value={value.to}
          acceptValueOnBlur
          onChange={to => change({ is: 'containing', to })}
        />
      )}
      {(value.is === 'atLeast' || value.is === 'atMost') && (
        <NumberInput
          label={t('field.number')}
          value={value.to}
          onChange={to => change({ ...value, to: Number(to) || 0 })}
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
