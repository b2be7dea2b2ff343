import { useMediaQuery } from '@mantine/hooks'

/** True under 768 px, where one pane is shown at a time and targets are 44 px. */
export function useIsPhone(): boolean {
  return useNarrowerThan(768)
}

/** True when the window is narrower than this many pixels. */
export function useNarrowerThan(pixels: number): boolean {
  return (
    useMediaQuery(`(max-width: ${pixels - 0.02}px)`, undefined, { getInitialValueInEffect: false }) ?? false
  )
}
