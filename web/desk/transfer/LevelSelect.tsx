import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Expertise } from './useExpertise.ts'

export interface LevelSelectProps {
  levels: Expertise['levels']
  value: number
  onChange: (level: number) => void
}

/** How well whoever is asked should know it, with how many people do. */
export function LevelSelect({ levels, value, onChange }: LevelSelectProps) {
  const { t } = useTranslation('desk')
  return (
    <NativeSelect
      label={t('pick.level')}
      value={String(value)}
      data={levels.map(({ level, people }) => ({
        value: String(level),
        label: t('pick.levelOf', { level, count: people }),
      }))}
      onChange={event => onChange(Number(event.currentTarget.value))}
    />
  )
}
