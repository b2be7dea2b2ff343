import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Contact } from '../../../contract/contacts.ts'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { ContactChange } from '../data/contact-change.ts'
import { useContactChange } from '../data/useContactChange.ts'
import { type Stage, stages } from '../list/filters.ts'
import { knownWay, ways } from '../ways.ts'
import { EditableChoice } from './EditableChoice.tsx'
import { EditableCompany } from './EditableCompany.tsx'
import classes from './Facts.module.css'
import { Section } from './Section.tsx'

export interface AboutSectionProps {
  contact: Contact
  canEdit: boolean
}

/** What every card says: stage and since when, language, company, preferred way. */
export function AboutSection({ contact, canEdit }: AboutSectionProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const format = useFormat()
  const change = useContactChange()
  const save = (field: string, part: ContactChange, company?: Contact['company']) =>
    void change(contact, part, {
      text: t('changed', { field }),
      ...(company !== undefined && { company }),
    })
  return (
    <Section title={t('about')}>
      <dl className={classes.facts}>
        <dt>{t('field.stage')}</dt>
        <dd>
          {canEdit ? (
            <EditableChoice
              label={t('field.stage')}
              value={contact.stage ?? ''}
              choices={stages.map(stage => ({ value: stage, label: t(`stage.${stage}`) }))}
              onSave={stage => save(t('field.stage'), { stage: stage as Stage })} // one of its choices
            />
          ) : (
            <Plain value={contact.stage && t(`stage.${contact.stage}`)} />
          )}
        </dd>
        <dt>{t('common:language.label')}</dt>
        <dd>
          {canEdit ? (
            <EditableChoice
              label={t('common:language.label')}
              value={contact.language ?? ''}
              choices={(['fr', 'en'] as const).map(code => ({
                value: code,
                label: t(`common:language.${code}`),
              }))}
              none={t('notSet')}
              onSave={
                language =>
                  save(t('common:language.label'), { language: (language || null) as Contact['language'] }) // one of its choices
              }
            />
          ) : (
            <Plain value={contact.language && t(`common:language.${contact.language}`)} />
          )}
        </dd>
        <dt>{t('field.company')}</dt>
        <dd>
          {canEdit ? (
            <>
              <EditableCompany
                company={contact.company}
                onSave={company => save(t('field.company'), { companyId: company?.id ?? null }, company)}
              />
              {contact.company && (
                <Link href={`/companies/${contact.company.id}`} className={classes.plain}>
                  {t('company.see')}
                </Link>
              )}
            </>
          ) : (
            <Plain value={contact.company?.name} />
          )}
        </dd>
        <dt>{t('field.preferred')}</dt>
        <dd>
          {canEdit ? (
            <EditableChoice
              label={t('field.preferred')}
              value={contact.preferredChannel ?? ''}
              choices={ways.map(way => ({ value: way, label: t(`way.${way}`) }))}
              none={t('way.any')}
              onSave={way => save(t('field.preferred'), { preferredChannel: way || null })}
            />
          ) : (
            <Plain value={wayWord(contact.preferredChannel, t)} />
          )}
        </dd>
        <dt>{t('field.created')}</dt>
        <dd>
          <time className={classes.plain} dateTime={contact.createdAt}>
            {format.day(contact.createdAt)}
          </time>
        </dd>
      </dl>
    </Section>
  )
}

/** A value that one may only read; to a partner an empty one may as well be hidden. */
function Plain({ value }: { value: string | null | undefined }) {
  const { t } = useTranslation('contacts')
  const { role } = useSession()
  const none = role === 'partner' ? t('masked.value') : t('notSet')
  return <span className={`${classes.plain} ${value ? '' : classes.empty}`}>{value || none}</span>
}

function wayWord(text: string | null, t: TFunction<['contacts', 'common']>): string | null {
  const way = knownWay(text)
  return way ? t(`way.${way}`) : text
}
