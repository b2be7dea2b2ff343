import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { SegmentBody } from '../../../contract/segments.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import parts from '../rules/Parts.module.css'
import { usePreview } from './queries.ts'

export interface PreviewProps {
  /** Absent while something is missing. */
  body: SegmentBody | undefined
}

/** How many people the segment holds as it is written now, and some of them. */
export function Preview({ body }: PreviewProps) {
  const { t } = useTranslation('segments')
  const format = useFormat()
  const { about, exact, shown } = usePreview(body)
  if (!body) return <p className={parts.hint}>{t('preview.notYet')}</p>
  if (about.isError) return <ErrorState problem={about.error} onRetry={() => void about.refetch()} />
  return (
    <section
      className={parts.trial}
      aria-label={t('preview.title')}
      aria-busy={about.isFetching || exact.isFetching}
    >
      {shown ? (
        <>
          <p role="status" className={parts.count}>
            {t(shown.isExact ? 'people' : 'preview.about', {
              count: shown.count,
              number: format.number(shown.count),
            })}
          </p>
          {shown.people.length > 0 && (
            <ul>
              {shown.people.map(({ id, name }) => (
                <li key={id}>
                  <Link href={`/contacts/${id}`}>{name}</Link>
                </li>
              ))}
            </ul>
          )}
          <p className={parts.hint}>{t('preview.live')}</p>
        </>
      ) : (
        <p role="status">{t('preview.going')}</p>
      )}
    </section>
  )
}
