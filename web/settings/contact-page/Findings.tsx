import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Lint } from '../../../contract/portal.ts'
import { Row, Rows } from '../Rows.tsx'

/** What stands in the way of publishing, then what could be better; each leads to where it is put right. */
export function Findings({ lints }: { lints: readonly Lint[] }) {
  const { t } = useTranslation('settings')
  if (lints.length === 0)
    return (
      <p>
        <IconCircleCheck size={16} stroke={1.75} aria-hidden="true" /> {t('contactPage.allGood')}
      </p>
    )
  const sorted = lints.toSorted((one, other) => one.weight.localeCompare(other.weight))
  return (
    <Rows label={t('contactPage.findings')}>
      {sorted.map(lint => (
        <Row
          key={`${lint.code}${lint.sentence}`}
          mark={
            lint.weight === 'refused' ? (
              <IconAlertTriangle size={20} stroke={1.75} color="var(--b-late)" aria-hidden="true" />
            ) : (
              <IconInfoCircle size={20} stroke={1.75} aria-hidden="true" />
            )
          }
          name={lint.sentence}
          detail={t(`contactPage.weight.${lint.weight}`)}
          acts={<Link href={lint.place}>{t('contactPage.correct')}</Link>}
        />
      ))}
    </Rows>
  )
}
