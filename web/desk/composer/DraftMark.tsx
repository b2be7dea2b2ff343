import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Composer.module.css'
import type { KeptDraft } from './draft-keeper.ts'

export interface DraftMarkProps {
  draft: KeptDraft
}

/** Where the words are kept now, and the key that sends them. */
export function DraftMark({ draft }: DraftMarkProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  return (
    <span className={classes.mark}>
      <span className="truncate">
        {draft.state === 'saved' && draft.savedAt
          ? t('compose.saved', { time: format.time(draft.savedAt) })
          : draft.state === 'failed'
            ? t('compose.unsaved')
            : draft.state === 'saving'
              ? t('compose.saving')
              : ''}
      </span>
      <span className={classes.sendKey}>
        <KeyHint command="composer.send" />
      </span>
    </span>
  )
}
