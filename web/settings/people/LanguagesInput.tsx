import { MultiSelect, type MultiSelectProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { languageChoices } from './people-options.ts'

/** Chooses the languages somebody answers in. */
export function LanguagesInput(props: MultiSelectProps) {
  const { i18n } = useTranslation()
  return <MultiSelect searchable data={languageChoices(i18n.language, props.value ?? [])} {...props} />
}
