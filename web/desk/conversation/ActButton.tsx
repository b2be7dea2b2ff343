import { ActionIcon, Button, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './ConversationHeader.module.css'

export interface ActButtonProps {
  icon: ReactNode
  label: string
  hint?: ReactNode
  isIconOnly?: boolean
  isOpen?: boolean
  /** Out of sight on a phone, where the menu leads to it; its panel still hangs here. */
  isTucked?: boolean
  isDisabled?: boolean
  onClick: () => void
  ref?: React.Ref<HTMLButtonElement>
}

/** A button of the header; the popover that hangs from it takes its place by `ref`. */
export function ActButton({
  icon,
  label,
  hint,
  isIconOnly,
  isOpen,
  isTucked,
  isDisabled,
  onClick,
  ref,
  ...others
}: ActButtonProps) {
  const popup = isOpen === undefined ? {} : ({ 'aria-expanded': isOpen, 'aria-haspopup': 'dialog' } as const)
  if (isIconOnly)
    return (
      <Tooltip label={label}>
        <ActionIcon
          {...others}
          {...popup}
          ref={ref}
          data-tucked={isTucked || undefined}
          aria-label={label}
          disabled={isDisabled}
          onClick={onClick}
        >
          {icon}
        </ActionIcon>
      </Tooltip>
    )
  return (
    <Button
      {...others}
      {...popup}
      ref={ref}
      data-tucked={isTucked || undefined}
      variant="default"
      size="sm"
      className={classes.act}
      leftSection={icon}
      rightSection={hint}
      disabled={isDisabled}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}
