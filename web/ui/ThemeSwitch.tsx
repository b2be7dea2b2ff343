import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const schemes = ['auto', 'light', 'dark'] as const
export type Scheme = (typeof schemes)[number]

export interface ThemeSwitchProps {
  /** After the page has changed: to keep it with the person's profile. */
  onChange?: (scheme: Scheme) => void
}

/** Chooses light, dark, or as the system does. */
export function ThemeSwitch({ onChange }: ThemeSwitchProps) {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      aria-label={t('theme.label')}
      size="sm"
      value={colorScheme}
      data={schemes.map(scheme => ({ value: scheme, label: t(`theme.${scheme}`) }))}
      onChange={value => {
        const scheme = value as Scheme // the values are the schemes above
        setColorScheme(scheme)
        onChange?.(scheme)
      }}
    />
  )
}
