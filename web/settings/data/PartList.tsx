import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { PartCount } from '../../../contract/privacy.ts'
import { useFormat } from '../../ui/useFormat.ts'

export interface PartListProps {
  title: string
  parts: PartCount[]
}

/** How many of what: the same in a trial, a preview and a receipt. */
export function PartList({ title, parts }: PartListProps) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const id = useId()
  const some = parts.filter(({ count }) => count > 0)
  return (
    <div role="status" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {some.length === 0 ? (
        <p>{t('privacy.nothing')}</p>
      ) : (
        <ul>
          {some.map(({ part, name, count }) => (
            <li key={part}>
              {name} <span className="figures">{format.number(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
