import { useTranslation } from 'react-i18next'
import type { SegmentBody, SegmentCondition } from '../../../contract/segments.ts'
import { knownWay } from '../../contacts/ways.ts'
import { useAttributes } from '../../desk/data/queries.ts'
import { useFormat } from '../../ui/useFormat.ts'

/** Says in one sentence whom a segment holds. */
export function useSegmentWords() {
  const { t, i18n } = useTranslation(['segments', 'rules', 'contacts', 'common'])
  const format = useFormat()
  const attributes = useAttributes().data?.items

  function asked(condition: SegmentCondition): string {
    switch (condition.on) {
      case 'age':
        return t('asks.age', { range: range(condition) })
      case 'language':
        return t('asks.language', {
          list: format.either(condition.is.map(one => t(`common:language.${one}`))),
        })
      case 'company':
        return t('asks.company')
      case 'postcode':
        return t('asks.postcode', { name: label(condition.attribute), list: format.either(condition.begins) })
      case 'dialCode':
        return t('asks.dialCode', { list: format.either(condition.is) })
      case 'attribute':
        return t('asks.attribute', { name: label(condition.attribute), value: compared(condition.value) })
      case 'preferredChannel':
        return t('asks.preferredChannel', { list: format.either(condition.is.map(way)) })
      case 'stage':
        return t('asks.stage', { list: format.either(condition.is.map(one => t(`contacts:stage.${one}`))) })
      case 'vip':
        return t('asks.vip')
      case 'known':
        return t('asks.known', { count: condition.days })
      case 'records':
        return t(condition.days === null ? 'asks.recordsEver' : 'asks.records', {
          kind: condition.kind,
          what: t(`what.${condition.what}`),
          range: range(condition),
          days: condition.days,
        })
      case 'lastRecord':
        return t('asks.lastRecord', { kind: condition.kind, count: condition.days })
      case 'requests':
        return t('asks.requests', { range: range(condition), days: condition.days })
      case 'satisfaction':
        return t('asks.satisfaction', { range: range(condition) })
      case 'tag':
        return t('asks.tag', { list: format.either(condition.is) })
    }
  }

  const label = (key: string) => {
    const known = attributes?.find(one => one.subject === 'contact' && one.key === key)
    return known ? (i18n.language === 'en' ? known.labelEn : known.labelFr) : key
  }
  const way = (text: string) => {
    const known = knownWay(text)
    return known ? t(`contacts:way.${known}`) : text
  }
  function range({ from, to }: { from: number | null; to: number | null }): string {
    if (from !== null && to !== null)
      return from === to
        ? format.number(from)
        : t('range.both', { from: format.number(from), to: format.number(to) })
    return from === null
      ? t('range.atMost', { to: format.number(to ?? 0) })
      : t('range.atLeast', { from: format.number(from) })
  }
  function compared(value: Extract<SegmentCondition, { on: 'attribute' }>['value']): string {
    if (value.is === 'present') return t('rules:compare.present')
    const to = Array.isArray(value.to) ? format.either(value.to.map(String)) : String(value.to)
    return t(`rules:compare.${value.is}`, { to })
  }

  const condition = (one: SegmentCondition) => (one.not ? t('rules:not', { what: asked(one) }) : asked(one))
  return ({ all, any }: SegmentBody): string =>
    [...all.map(condition), ...(any.length > 0 ? [any.map(condition).join(t('rules:or'))] : [])].join(
      t('rules:and'),
    )
}
