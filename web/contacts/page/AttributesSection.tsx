import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import { useContactAttributes } from '../data/queries.ts'
import { useContactChange } from '../data/useContactChange.ts'
import { AttributeValue } from './AttributeValue.tsx'
import classes from './Facts.module.css'
import { Section } from './Section.tsx'

export interface AttributesSectionProps {
  contact: Contact
  canEdit: boolean
}

/** What this workspace wants to know besides: each attribute by its type, then values whose attribute is gone. */
export function AttributesSection({ contact, canEdit }: AttributesSectionProps) {
  const { t, i18n } = useTranslation('contacts')
  const definitions = useContactAttributes()
  const change = useContactChange()
  const shown = canEdit ? definitions : definitions.filter(({ key }) => key in contact.attributes)
  const others = Object.entries(contact.attributes).filter(
    ([key]) => !definitions.some(definition => definition.key === key),
  )
  if (shown.length === 0 && others.length === 0) return null
  return (
    <Section title={t('attributes')}>
      <dl className={classes.facts}>
        {shown.map(definition => {
          const label = i18n.language === 'en' ? definition.labelEn : definition.labelFr
          return (
            <div key={definition.id} className={classes.pair}>
              <dt>{label}</dt>
              <dd>
                <AttributeValue
                  definition={definition}
                  label={label}
                  value={contact.attributes[definition.key] ?? null}
                  canEdit={canEdit}
                  onSave={value =>
                    void change(
                      contact,
                      { attributes: { [definition.key]: value } },
                      { text: t('changed', { field: label }) },
                    )
                  }
                />
              </dd>
            </div>
          )
        })}
        {others.map(([key, value]) => (
          <div key={key} className={classes.pair}>
            <dt>{key.replaceAll('_', ' ')}</dt>
            <dd className={classes.plain}>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
