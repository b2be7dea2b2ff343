import { Menu, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useExtraCommands } from '../keyboard/useCommands.ts'
import { PresenceIcon } from '../ui/PresenceIcon.tsx'
import classes from './Presence.module.css'
import { PresenceItems } from './PresenceItems.tsx'
import { presenceOf, useDeclare, useWorkState } from './useWorkState.ts'

/** How I am, beside my own menu; nothing where routing is off. */
export function PresenceMenu() {
  const { t } = useTranslation('work')
  const work = useWorkState()
  if (!work) return null
  return (
    <Menu position="right-end" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <PresenceIcon presence={presenceOf(work.state)} />
          <span className="visually-hidden">{t('presence.label')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <PresenceItems state={work.state} />
      </Menu.Dropdown>
    </Menu>
  )
}

/** The same states as lines of the palette. */
export function PresenceCommands() {
  const { t } = useTranslation('work')
  const work = useWorkState()
  const declare = useDeclare()
  const words = t('presence.words')
  useExtraCommands(
    work
      ? [
          ...(['available', 'busy', 'break', 'away'] as const).map(status => ({
            id: `presence.${status}`,
            group: 'presence' as const,
            name: t(`presence.set.${status}`),
            words,
            run: () => void declare(status),
          })),
          {
            id: 'presence.shortBreak',
            group: 'presence' as const,
            name: t('presence.breakFor', { minutes: 15 }),
            words,
            run: () => void declare('break', 15),
          },
        ]
      : [],
  )
  return null
}
