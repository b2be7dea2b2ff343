import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './SaveBar.module.css'

export interface SaveBarProps {
  /** Number of fields changed and not yet saved; nothing is shown at 0. */
  changes: number
  saving: boolean
  /** A form's submit button when absent. */
  onSave?: () => void
  onUndo: () => void
}

/** Says what is not saved yet, and offers to save it or to take it back. */
export function SaveBar({ changes, saving, onSave, onUndo }: SaveBarProps) {
  const { t } = useTranslation()
  if (changes === 0) return null
  return (
    <div className={classes.bar}>
      <span>{t('state.unsaved', { count: changes })}</span>
      <span className={classes.acts}>
        <Button variant="default" onClick={onUndo}>
          {t('act.undo')}
        </Button>
        <Button type={onSave ? 'button' : 'submit'} loading={saving} onClick={onSave}>
          {t('act.save')}
        </Button>
      </span>
    </div>
  )
}
