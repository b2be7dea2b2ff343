import { Group, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Condition } from '../../../contract/rules.ts'
import { useChannels } from '../../desk/data/queries.ts'
import { AttributeFields, ComparisonFields } from './AttributeFields.tsx'
import { useSegments } from './queries.ts'
import { Several } from './Several.tsx'
import { channelKinds, useRuleWords } from './useRuleWords.ts'

export interface ConditionFieldsProps {
  condition: Condition
  onChange: (condition: Condition) => void
}

const touches = ['high', 'low'] as const

/** What one condition compares with. */
export function ConditionFields({ condition, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation(['rules', 'common'])
  const channels = useChannels().data?.items ?? []
  const segments = useSegments().data?.items ?? []
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
      return (
        <AttributeFields
          asked={condition}
          onChange={({ attribute, value }) => onChange({ ...condition, attribute, value })}
        />
      )
    case 'company':
      return (
        <>
          <Select
            aria-label={t('kind.company')}
            allowDeselect={false}
            data={(['name', 'domain'] as const).map(value => ({ value, label: t(`companyField.${value}`) }))}
            value={condition.attribute}
            onChange={attribute => attribute && onChange({ ...condition, attribute })}
          />
          <ComparisonFields
            type="text"
            value={condition.value}
            onChange={value => onChange({ ...condition, value })}
          />
        </>
      )
    case 'segment':
      return segments.length > 0 ? (
        <Several
          label={t('kind.segment')}
          choices={segments}
          value={condition.is}
          onChange={is => onChange({ ...condition, is })}
        />
      ) : (
        <p>{t('noSegment')}</p>
      )
    case 'touch':
      return (
        <Several
          label={t('kind.touch')}
          choices={touches.map(id => ({ id, name: t(`touch.${id}`) }))}
          value={condition.is}
          onChange={is => onChange({ ...condition, is: touches.filter(one => is.includes(one)) })}
        />
      )
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
      return <p>{words.condition({ ...condition, not: false })}</p>
  }
}
