import { useTranslation } from 'react-i18next'
import { useChannels, useNames, useTags } from '../data/queries.ts'
import {
  complaintDues,
  complaints,
  type FilterName,
  type Filters,
  priorities,
  statuses,
  waits,
} from './filters.ts'

export interface FilterChoice {
  value: string
  label: string
}

/** What each filter may be set to, and how a set one reads. */
export function useFilterChoices(): Record<FilterName, FilterChoice[]> {
  const { t } = useTranslation(['desk', 'common'])
  const names = useNames()
  const tags = useTags().data?.items ?? []
  const channels = useChannels().data?.items ?? []
  const kinds = [...new Set(channels.map(channel => channel.kind))]
  return {
    status: statuses.map(value => ({ value, label: t(`common:status.${value}`) })),
    priority: priorities.map(value => ({ value, label: t(`common:priority.${value}`) })),
    complaint: complaints.map(value => ({ value, label: t(`list.complaintState.${value}`) })),
    complaintDue: complaintDues.map(value => ({ value, label: t(`list.complaintDueState.${value}`) })),
    reason: names.reasonChoices().map(({ id, path }) => ({ value: id, label: path })),
    tag: tags.map(({ name }) => ({ value: name, label: name })),
    channel: kinds.map(value => ({ value, label: channelName(value) })),
    assignee: names.members
      .filter(member => member.status === 'active' && member.role !== 'collaborator')
      .map(({ id, name }) => ({ value: id, label: name })),
    team: names.teams.map(({ id, name }) => ({ value: id, label: name })),
    language: (['fr', 'en'] as const).map(value => ({ value, label: t(`list.language.${value}`) })),
    waitingHours: waits.map(value => ({ value, label: t('list.waits', { hours: value }) })),
  }

  function channelName(kind: string): string {
    return t(`common:channel.${kind as 'email'}`, { defaultValue: kind })
  }
}

/** How a filter that is set reads; its own value when nothing bears that name (any more). */
export function choiceLabel(choices: Record<FilterName, FilterChoice[]>, name: FilterName, filters: Filters) {
  const value = filters[name]
  return choices[name].find(choice => choice.value === value)?.label ?? value ?? ''
}
