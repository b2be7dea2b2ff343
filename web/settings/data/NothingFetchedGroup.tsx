import { useTranslation } from 'react-i18next'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'

/** Says to whoever answers for the data that what arrives is shown without asking anything of the outside. */
export function NothingFetchedGroup() {
  const { t } = useTranslation('settings')
  return (
    <SettingGroup anchor="fetched" title={t('data.fetched')} effect={t('data.fetchedEffect')}>
      {(['previews', 'pictures'] as const).map(kind => (
        <div key={kind}>
          <h3>{t(`data.${kind}`)}</h3>
          <p className={fields.hint}>{t(`data.${kind}Hint`)}</p>
        </div>
      ))}
    </SettingGroup>
  )
}
