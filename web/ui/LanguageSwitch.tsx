import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { languages, type UiLanguage } from '../i18n/index.ts'

export interface LanguageSwitchProps {
  /** After the page has changed: to keep it with the person's profile. */
  onChange?: (language: UiLanguage) => void
}

/** Changes the language of the page at once; each language is named in itself. */
export function LanguageSwitch({ onChange }: LanguageSwitchProps) {
  const { t, i18n } = useTranslation()
  return (
    <SegmentedControl
      aria-label={t('language.label')}
      size="sm"
      value={i18n.language}
      data={languages.map(language => ({
        value: language,
        label: <span lang={language}>{t(`language.${language}`)}</span>,
      }))}
      onChange={value => {
        const language = value as UiLanguage // the values are the languages above
        void i18n.changeLanguage(language)
        onChange?.(language)
      }}
    />
  )
}
