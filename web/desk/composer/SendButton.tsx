import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './Composer.module.css'
import type { Afterwards } from './sending.ts'

export interface SendButtonProps {
  label: string
  shortLabel: string
  isNote: boolean
  onSend: (afterwards?: Afterwards) => void
  onLater: () => void
}

const ways = ['wait', 'stay', 'close'] as const
const wayNames = { wait: 'compose.thenWait', stay: 'compose.thenStay', close: 'compose.thenClose' } as const

/** Sends: the button says by what and to whom; the arrow beside it says what becomes of the conversation. */
export function SendButton({ label, shortLabel, isNote, onSend, onLater }: SendButtonProps) {
  const { t } = useTranslation('desk')
  return (
    <div className={classes.sendGroup} data-note={isNote || undefined}>
      <Button className={classes.send} size="md" onClick={() => onSend()} title={label} aria-label={label}>
        <span className={`${classes.longLabel} truncate`}>{label}</span>
        <span className={classes.shortLabel}>{shortLabel}</span>
      </Button>
      {!isNote && (
        <Menu position="top-end">
          <Menu.Target>
            <ActionIcon
              variant="filled"
              color="brand"
              className={classes.sendMore}
              aria-label={t('compose.ways')}
            >
              <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {ways.map(way => (
              <Menu.Item key={way} onClick={() => onSend(way)}>
                {t(wayNames[way])}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={onLater}>{t('later.button')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}
