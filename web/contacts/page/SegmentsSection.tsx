import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { Tag } from '../../ui/Tag.tsx'
import classes from './Facts.module.css'
import { Section } from './Section.tsx'

export interface SegmentsSectionProps {
  contactId: string
}

/** The segments that a person is in now, each leading to whoever else is in it; nothing where there is none. */
export function SegmentsSection({ contactId }: SegmentsSectionProps) {
  const { t } = useTranslation(['contacts', 'segments'])
  const { query } = useApi()
  const { data } = useQuery(query.segments.ofContact.queryOptions({ input: { id: contactId } }))
  if (!data || (data.items.length === 0 && data.touch === null)) return null
  return (
    <Section title={t('segments')}>
      <dl className={classes.facts}>
        <dt>{t('segmentsIn')}</dt>
        <dd className={classes.plain}>
          {data.items.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link href={`/contacts?segment=${id}`}>{name}</Link>
            </span>
          ))}
        </dd>
        {data.touch && (
          <>
            <dt>{t('segments:touchLabel')}</dt>
            <dd>
              <Tag tone="info">{t(`segments:touch.${data.touch}`)}</Tag>
            </dd>
          </>
        )}
      </dl>
    </Section>
  )
}
