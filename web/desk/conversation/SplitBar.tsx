import { Button, Group } from '@mantine/core'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import classes from './SplitBar.module.css'
import { previewSplit } from './split-choice.ts'

export interface SplitBarProps {
  messages: readonly Message[]
  chosen: ReadonlySet<string>
  onSplit: () => void
  onCancel: () => void
}

/** What the chosen messages will become, shown before it happens, in the place of the composer. */
export function SplitBar({ messages, chosen, onSplit, onCancel }: SplitBarProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { moving, staying, first, refused } = previewSplit(messages, chosen)
  const words = first && (first.text.trim() || first.subject || '').split('\n')[0]
  return (
    <section className={classes.bar} aria-label={t('splitting.title')}>
      <div className={classes.words} role="status">
        <p className={classes.title}>
          <IconArrowsSplit2 size={16} stroke={1.75} aria-hidden="true" />
          {t('splitting.title')}
        </p>
        {refused ? (
          <p>{t(`splitting.refused.${refused}`)}</p>
        ) : (
          <>
            <p>
              {t('splitting.moving', { count: moving.length })}
              {' · '}
              {t('splitting.staying', { count: staying })}
            </p>
            {words && <p className={classes.first}>{t('splitting.begins', { words })}</p>}
          </>
        )}
        <p className={classes.hint}>{t('splitting.hint')}</p>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" onClick={onCancel}>
          {t('common:act.cancel')}
        </Button>
        <Button disabled={refused !== undefined} onClick={onSplit}>
          {t('splitting.split')}
        </Button>
      </Group>
    </section>
  )
}
