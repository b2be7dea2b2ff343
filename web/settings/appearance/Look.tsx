import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { languages, type UiLanguage } from '../../i18n/index.ts'
import { useSession } from '../../session.tsx'
import type { Scheme } from '../../ui/ThemeSwitch.tsx'
import { type Density, useAppearance } from '../../ui/useAppearance.ts'
import fields from '../fields.module.css'
import { LabelledChoice } from '../LabelledChoice.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

/** Colours, density and language: seen at once, so kept at once. */
export function Look() {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { preferences } = useSession().me
  const { setScheme, setDensity, setLanguage } = useAppearance()
  return (
    <SettingGroup anchor="look" title={t('look.title')} effect={t('look.effect')}>
      <div className={fields.choices}>
        <LabelledChoice name={t('look.theme')} hint={t('look.themeHint')}>
          {labelledBy => (
            <SegmentedControl
              aria-labelledby={labelledBy}
              value={preferences.theme}
              data={(['auto', 'light', 'dark'] as const).map(value => ({
                value,
                label: t(`common:theme.${value}`),
              }))}
              onChange={value => setScheme(value as Scheme)} // one of the values above
            />
          )}
        </LabelledChoice>
        <LabelledChoice name={t('look.density')} hint={t('look.densityHint')}>
          {labelledBy => (
            <SegmentedControl
              aria-labelledby={labelledBy}
              value={preferences.density}
              data={(['comfortable', 'compact'] as const).map(value => ({
                value,
                label: t(`common:density.${value}`),
              }))}
              onChange={value => setDensity(value as Density)} // one of the values above
            />
          )}
        </LabelledChoice>
        <LabelledChoice name={t('look.language')} hint={t('look.languageHint')}>
          {labelledBy => (
            <SegmentedControl
              aria-labelledby={labelledBy}
              value={i18n.language}
              data={languages.map(value => ({
                value,
                label: <span lang={value}>{t(`common:language.${value}`)}</span>,
              }))}
              onChange={value => setLanguage(value as UiLanguage)} // one of the values above
            />
          )}
        </LabelledChoice>
      </div>
    </SettingGroup>
  )
}
