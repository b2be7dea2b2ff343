import { Menu, type MenuItemProps } from '@mantine/core'
import type { MouseEventHandler } from 'react'

export interface MenuRadioProps extends MenuItemProps {
  isChosen: boolean
  onClick: MouseEventHandler<HTMLButtonElement>
}

/** One of several lines of a menu of which one holds; a plain item may not say that it does. */
export function MenuRadio({ isChosen, ...props }: MenuRadioProps) {
  return (
    <Menu.Item
      {...props}
      renderRoot={root => <button type="button" {...root} role="menuitemradio" aria-checked={isChosen} />}
    />
  )
}
