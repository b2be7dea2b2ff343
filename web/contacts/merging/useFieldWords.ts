import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import { useContactAttributes } from '../data/queries.ts'
import { type Stage, stages } from '../list/filters.ts'
import { knownWay } from '../ways.ts'

type Value = string | number | boolean | null

/** Names a field of a card and says its value, as the card does. */
export function useFieldWords() {
  const { t, i18n } = useTranslation(['contacts', 'common'])
  const format = useFormat()
  const definitions = useContactAttributes()
  const definitionOf = (field: string) => definitions.find(({ key }) => `attributes.${key}` === field)

  const label = (field: string): string => {
    const definition = definitionOf(field)
    if (definition) return i18n.language === 'en' ? definition.labelEn : definition.labelFr
    switch (field) {
      case 'name':
        return t('field.name')
      case 'language':
        return t('field.language')
      case 'companyId':
        return t('field.company')
      case 'stage':
        return t('field.stage')
      case 'isVip':
        return t('field.vip')
      case 'isMinor':
        return t('field.minor')
      case 'preferredChannel':
        return t('field.preferred')
      case 'blockedAt':
        return t('field.blocked')
      default:
        return field.replace('attributes.', '').replaceAll('_', ' ')
    }
  }

  const say = (field: string, value: Value): string => {
    if (value === null) return t('notSet')
    if (typeof value === 'boolean') return t(value ? 'common:state.yes' : 'common:state.no')
    if (typeof value === 'number') return format.number(value, { maximumFractionDigits: 6 })
    if (field === 'language' && (value === 'fr' || value === 'en')) return t(`common:language.${value}`)
    if (field === 'stage' && stages.includes(value as Stage)) return t(`stage.${value as Stage}`) // just looked up
    if (field === 'blockedAt') return t('blockedSince', { day: format.day(value) })
    const way = field === 'preferredChannel' ? knownWay(value) : undefined
    if (way) return t(`way.${way}`)
    if (definitionOf(field)?.type === 'date') return format.day(`${value}T12:00:00Z`)
    return value
  }
  return { label, say }
}
