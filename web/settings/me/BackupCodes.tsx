import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import classes from './me.module.css'

export interface BackupCodesProps {
  codes: readonly string[]
  onSeen?: () => void
}

/** Backup codes, the only time they are shown. */
export function BackupCodes({ codes, onSeen }: BackupCodesProps) {
  const { t } = useTranslation(['settings', 'common'])
  const announce = useAnnounce()
  const clipboard = useClipboard({ timeout: 3000 })
  const text = codes.join('\n')
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`
  return (
    <div className={classes.step}>
      <p>{t('secondStep.keepCodes')}</p>
      <ul className={classes.codes}>
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.acts}>
        <Button
          variant="default"
          onClick={() => {
            clipboard.copy(text)
            announce(t('common:act.copied'))
          }}
        >
          {clipboard.copied ? t('common:act.copied') : t('common:act.copy')}
        </Button>
        <Button variant="default" component="a" href={file} download="boucle-codes.txt">
          {t('common:act.download')}
        </Button>
        {onSeen && (
          <Button variant="default" onClick={onSeen}>
            {t('secondStep.codesSeen')}
          </Button>
        )}
      </div>
    </div>
  )
}
