import { IconCircleCheck, IconMessageOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Recovery } from '../../../contract/loops.ts'
import { DueMark } from '../../ui/DueMark.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { useFormat } from '../../ui/useFormat.ts'

export interface StandingProps {
  recovery: Recovery
  now: Date
}

/** How a recovery stands: the time left or late while it is open; once closed, how the customer was told. */
export function Standing({ recovery, now }: StandingProps) {
  const { t } = useTranslation('loops')
  const format = useFormat()
  if (recovery.closedAt)
    return recovery.customerToldHow ? (
      <Glyph
        icon={IconCircleCheck}
        word={t('told', { how: t(`how.${recovery.customerToldHow}`) })}
        withWord
        tone="done"
      />
    ) : (
      <Glyph icon={IconMessageOff} word={t('notTold')} withWord />
    )
  return (
    <span title={format.dateTime(recovery.dueAt)}>
      <DueMark dueAt={recovery.dueAt} now={now} showFine />
    </span>
  )
}
