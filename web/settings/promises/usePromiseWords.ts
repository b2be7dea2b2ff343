import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PromiseConditions, PromiseTarget } from '../../../contract/promises.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { attributeName } from '../attributes/attribute-values.ts'
import { useTeams } from '../queries.ts'
import { reasonName, useReasons } from '../reasons/useReasons.ts'

/** What a promise may hang on, by name, and a promise said in words. */
export function usePromiseWords() {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { query } = useApi()
  const channels = useQuery(query.channels.list.queryOptions({ input: {} }))
  const attributes = useQuery(query.contacts.listAttributes.queryOptions({ select: ({ items }) => items }))
  const { reasons } = useReasons()
  const teams = useTeams()
  const segments = useQuery(query.segments.list.queryOptions({ select: ({ items }) => items }))
  const choices = {
    channels: (channels.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
    reasons: (reasons.data ?? []).map(one => ({ value: one.id, label: reasonName(one, i18n.language) })),
    teams: (teams.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    segments: (segments.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  }
  const fields = (attributes.data ?? []).filter(({ subject }) => subject === 'contact')
  const fieldName = (key: string) => {
    const known = fields.find(field => field.key === key)
    return known ? attributeName(known, i18n.language) : key
  }
  const list = new Intl.ListFormat(i18n.language, { type: 'disjunction' })
  const named = (of: keyof typeof choices, ids: string[]) =>
    ids.map(id => choices[of].find(({ value }) => value === id)?.label ?? t('timePromises.gone'))

  /** A time as it counts: 8 opening hours, 2 working days. */
  const time = ({ amount, unit }: PromiseTarget) => t(`timePromises.time.${unit}`, { count: amount })

  /** Whom a promise is made to, in one line. */
  function madeTo(conditions: PromiseConditions): string {
    const parts = [
      conditions.moment ? t('timePromises.moments') : '',
      conditions.complaint ? t('timePromises.complaints') : '',
      conditions.vip ? t('timePromises.vips') : '',
      list.format(named('segments', conditions.segments)),
      list.format(conditions.touches.map(touch => t(`timePromises.touchOf.${touch}`))),
      ...conditions.attributes.map(({ key, values }) =>
        t('timePromises.field', { field: fieldName(key), values: list.format(values) }),
      ),
      list.format(named('channels', conditions.channels)),
      list.format(named('reasons', conditions.reasons)),
      conditions.teams.length > 0
        ? t('timePromises.team', { teams: list.format(named('teams', conditions.teams)) })
        : '',
      list.format(conditions.languages.map(language => t(`common:language.${language}`))),
      list.format(conditions.priorities.map(priority => t(`timePromises.priorityOf.${priority}`))),
    ].filter(part => part !== '')
    return parts.length === 0 ? t('timePromises.everybody') : parts.join(' · ')
  }
  return { choices, fields, fieldName, time, madeTo }
}
