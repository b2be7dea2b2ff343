import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import type { FieldDefinition, FieldValue } from '../acts/closing.ts'
import { useAttributes } from '../data/queries.ts'
import classes from './CustomerCard.module.css'

export interface AttributesProps {
  subject: FieldDefinition['subject']
  values: Record<string, FieldValue>
}

/** What the workspace wants known of a person or a conversation, where it is known. */
export function Attributes({ subject, values }: AttributesProps) {
  const { t, i18n } = useTranslation(['desk', 'common'])
  const format = useFormat()
  const definitions = (useAttributes().data?.items ?? [])
    .filter(definition => definition.subject === subject)
    .sort((one, other) => one.position - other.position)
  const known = definitions.filter(({ key }) => values[key] !== undefined && values[key] !== null)
  if (known.length === 0) return <p className={classes.quiet}>{t('card.noAttributes')}</p>
  return (
    <dl className={classes.attributes}>
      {known.map(definition => (
        <div key={definition.key}>
          <dt>{i18n.language === 'en' ? definition.labelEn : definition.labelFr}</dt>
          <dd>{written(definition, values[definition.key])}</dd>
        </div>
      ))}
    </dl>
  )

  function written({ type }: FieldDefinition, value: FieldValue | undefined): string {
    if (typeof value === 'boolean') return t(value ? 'common:state.yes' : 'common:state.no')
    if (typeof value === 'number') return format.number(value)
    return type === 'date' && value ? format.day(value) : String(value ?? '')
  }
}
