import { useTranslation } from 'react-i18next'
import type { PromiseKept } from '../../../contract/promises.ts'
import { useFormat } from '../../ui/useFormat.ts'

/** How a promise was kept over 30 days: a share with its interval, or why there is none yet. */
export function PromiseKeptLine({ kept }: { kept: PromiseKept | undefined }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  if (!kept?.share) return <span>{t('timePromises.kept.few', { count: kept?.asked ?? 0 })}</span>
  const percent = (share: number) => format.number(Math.round(share * 100))
  return (
    <span title={t('timePromises.kept.definition')}>
      {t('timePromises.kept.share', {
        share: percent(kept.share.value),
        low: percent(kept.share.low),
        high: percent(kept.share.high),
        answers: format.number(kept.asked),
      })}
    </span>
  )
}
