import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import classes from './Copyable.module.css'

export interface CopyableProps {
  /** What is copied, exactly. */
  text: string
  /** What it is: "Copy the key". */
  label: string
  /** Shown in place of the text when that one is long. */
  shown?: string
}

/** A text to carry elsewhere as it is, with the button that copies it. */
export function Copyable({ text, label, shown }: CopyableProps) {
  const { t } = useTranslation('common')
  const announce = useAnnounce()
  const clipboard = useClipboard({ timeout: 3000 })
  const handleCopy = () => {
    clipboard.copy(text)
    announce(t('act.copied'))
  }
  return (
    <span className={classes.copyable}>
      <code className={classes.code}>{shown ?? text}</code>
      <Button
        variant="default"
        size="xs"
        leftSection={
          clipboard.copied ? (
            <IconCheck size={16} stroke={1.75} aria-hidden="true" />
          ) : (
            <IconCopy size={16} stroke={1.75} aria-hidden="true" />
          )
        }
        aria-label={clipboard.copied ? undefined : label}
        onClick={handleCopy}
      >
        {clipboard.copied ? t('act.copied') : t('act.copy')}
      </Button>
    </span>
  )
}
