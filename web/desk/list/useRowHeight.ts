import { useLayoutEffect, useState } from 'react'
import { useSession } from '../../session.tsx'
import { useIsPhone } from '../../ui/useIsPhone.ts'

/** Height of a row in pixels, as the density and the width of the window make it. */
export function useRowHeight(): number {
  const { density } = useSession().me.preferences
  const isPhone = useIsPhone()
  const [height, setHeight] = useState(readHeight)
  useLayoutEffect(() => {
    // Both change what the style sheet says.
    void density
    void isPhone
    setHeight(readHeight())
  }, [density, isPhone])
  return height
}

function readHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--b-row')) || 64
}
