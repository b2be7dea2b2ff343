import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Composer.module.css'
import type { KeptDraft } from './draft-keeper.ts'

export interface DraftMarkProps {
  draft: KeptDraft
}

/** Where the words are kept now. */
export function DraftMark({ draft }: DraftMarkProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  return (
    <span className={`${classes.mark} truncate`}>
      {draft.state === 'saved' && draft.savedAt
        ? t('compose.saved', { time: format.time(draft.savedAt) })
        : draft.state === 'failed'
          ? t('compose.unsaved')
          : draft.state === 'saving'
            ? t('compose.saving')
            : ''}
    </span>
  )
}
