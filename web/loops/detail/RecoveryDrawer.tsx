import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import { useRecovery } from '../data/queries.ts'
import type { RecoveryActs } from '../data/useRecoveryActs.ts'
import { RecoveryDetail } from './RecoveryDetail.tsx'

/** What one came to do in the drawer: look, finish it, give it to someone. */
export type Purpose = 'look' | 'finish' | 'give'

export interface RecoveryDrawerProps {
  id: string | undefined
  purpose: Purpose
  onPurpose: (purpose: Purpose) => void
  acts: RecoveryActs
  now: Date
  onClose: () => void
}

/** One recovery over the board: what was said, who follows it, and how it ends. A page of its own on a phone. */
export function RecoveryDrawer({ id, purpose, onPurpose, acts, now, onClose }: RecoveryDrawerProps) {
  const { t } = useTranslation('loops')
  const isPhone = useIsPhone()
  const recovery = useRecovery(id)
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size={isPhone ? '100%' : 480}
      title={
        recovery.data
          ? t('detail.title', { name: recovery.data.contact.name || t('noName') })
          : t('detail.label')
      }
    >
      {recovery.data ? (
        <RecoveryDetail
          key={recovery.data.id}
          recovery={recovery.data}
          purpose={purpose}
          onPurpose={onPurpose}
          acts={acts}
          now={now}
        />
      ) : recovery.isError ? (
        <ErrorState problem={recovery.error} onRetry={() => void recovery.refetch()} />
      ) : (
        <LoadingLines rows={6} />
      )}
    </Drawer>
  )
}
