import { Menu } from '@mantine/core'
import {
  IconCheck,
  IconCircleFilled,
  IconCircleHalf,
  IconClock,
  IconHistory,
  IconPlayerPause,
  IconPlayerTrackNext,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { WorkState } from '../../contract/work.ts'
import { useNextWork } from '../desk/offers/useNextWork.ts'
import { MenuRadio } from '../ui/MenuRadio.tsx'
import { useFormat } from '../ui/useFormat.ts'
import classes from './Presence.module.css'
import { useDeclare } from './useWorkState.ts'

const icons = {
  available: IconCircleFilled,
  busy: IconCircleHalf,
  break: IconPlayerPause,
  away: IconClock,
} as const
const choices = ['available', 'busy', 'break', 'away'] as const
const breakMinutes = 15

export interface PresenceItemsProps {
  state: WorkState
}

/** The states that somebody may say of themselves, as lines of a menu. */
export function PresenceItems({ state }: PresenceItemsProps) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const declare = useDeclare()
  const next = useNextWork()
  const isAtWork = state.status === 'available' || state.status === 'busy'
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
  const isNow = (status: WorkState['status']) => state.status === status && !state.isSilent
  return (
    <>
      <Menu.Label>{t('presence.label')}</Menu.Label>
      {choices.map(status => {
        const Drawing = icons[status]
        return (
          <MenuRadio
            key={status}
            isChosen={isNow(status)}
            leftSection={<Drawing {...icon} className={status === 'available' ? classes.done : undefined} />}
            rightSection={isNow(status) ? <IconCheck {...icon} /> : undefined}
            onClick={() => void declare(status)}
          >
            {t(`presence.set.${status}`)}
          </MenuRadio>
        )
      })}
      <Menu.Item
        leftSection={<IconPlayerPause {...icon} />}
        onClick={() => void declare('break', breakMinutes)}
      >
        {t('presence.breakFor', { minutes: breakMinutes })}
      </Menu.Item>
      {state.until && (
        <Menu.Label>
          {t(Date.parse(state.until) > Date.now() ? 'presence.breakUntil' : 'presence.breakOver', {
            time: format.time(state.until),
          })}
        </Menu.Label>
      )}
      {isAtWork && (
        <Menu.Item leftSection={<IconPlayerTrackNext {...icon} />} onClick={next}>
          {t('next.act')}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconHistory {...icon} />}
        renderRoot={props => <Link {...props} href="/states" />}
      >
        {t('states.open')}
      </Menu.Item>
      <Menu.Label>{t('presence.load', { used: state.used, capacity: state.capacity })}</Menu.Label>
    </>
  )
}
