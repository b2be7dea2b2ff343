import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { toldLevel } from '../../routing/skills/levels.ts'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'

/** What is written of what I know: requests are offered to me by it. Nothing is shown where nothing is written. */
export function OwnSkills() {
  const { t } = useTranslation('queues')
  const { query } = useApi()
  const own = useQuery(query.queues.ownSkills.queryOptions({ select: ({ items }) => items }))
  if (!own.data || own.data.length === 0) return null
  return (
    <SettingGroup anchor="skills" title={t('skills.mine')} effect={t('skills.mineEffect')}>
      <ul className={fields.facts}>
        {own.data.map(({ name, level }) => (
          <li key={name}>{t('skills.at', { name, level: t(`skills.level.${toldLevel(level)}`) })}</li>
        ))}
      </ul>
    </SettingGroup>
  )
}
