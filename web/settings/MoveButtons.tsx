import { ActionIcon } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import classes from './MoveButtons.module.css'

export interface MoveButtonsProps {
  name: string
  /** Where the thing is, from 0, among how many. */
  index: number
  count: number
  onMove: (step: 1 | -1) => void
}

/** Moves a thing up or down its list, and says where it went. */
export function MoveButtons({ name, index, count, onMove }: MoveButtonsProps) {
  const { t } = useTranslation('settings')
  const announce = useAnnounce()
  const handleMove = (step: 1 | -1) => (event: MouseEvent<HTMLButtonElement>) => {
    const to = index + step
    if (to < 0 || to >= count) return
    const button = event.currentTarget
    onMove(step)
    announce(t('movedTo', { name, place: to + 1, count }))
    // The row that moves takes its buttons out of the page for an instant, and the focus with them.
    setTimeout(() => button.focus())
  }
  // At an end the button says it is off but stays reachable: disabling it would drop the focus.
  return (
    <>
      <ActionIcon
        className={classes.move!}
        aria-label={t('moveUp', { name })}
        aria-disabled={index === 0}
        onClick={handleMove(-1)}
      >
        <IconArrowUp size={16} stroke={1.75} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        className={classes.move!}
        aria-label={t('moveDown', { name })}
        aria-disabled={index === count - 1}
        onClick={handleMove(1)}
      >
        <IconArrowDown size={16} stroke={1.75} aria-hidden="true" />
      </ActionIcon>
    </>
  )
}
