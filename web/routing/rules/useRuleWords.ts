import { useTranslation } from 'react-i18next'
import type { Condition, RuleAction, RuleBody } from '../../../contract/rules.ts'
import { useChannels, useNames } from '../../desk/data/queries.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { useAnswersForAll, useSegments, useWebhookChoices } from './queries.ts'

/** Kinds of channel by which customers write. */
export const channelKinds = ['email', 'chat', 'form'] as const

/** Says what a rule asks and does in one sentence, with people, teams and reasons by their names. */
export function useRuleWords() {
  const { t } = useTranslation(['rules', 'common'])
  const format = useFormat()
  const names = useNames()
  const channels = useChannels().data?.items
  const answers = useAnswersForAll().data
  const segments = useSegments().data?.items
  const webhooks = useWebhookChoices()
  const quoted = (words: readonly string[]) => format.either(words.map(word => t('quoted', { word })))

  function asked(condition: Condition): string {
    switch (condition.on) {
      case 'words':
        return t(`asks.words.${condition.in}`, { list: quoted(condition.has) })
      case 'channelKind':
        return t('asks.channelKind', {
          list: format.either(
            condition.is.map(kind => {
              const known = channelKinds.find(one => one === kind)
              return known ? t(`common:channel.${known}`) : kind
            }),
          ),
        })
      case 'channel':
        return t('asks.channel', {
          list: format.either(
            condition.is.map(id => channels?.find(one => one.id === id)?.name ?? t('gone')),
          ),
        })
      case 'from':
      case 'to':
        return t(`asks.${condition.on}`, { list: format.either(condition.is) })
      case 'language':
        return t('asks.language', { list: format.either(condition.is.map(one => t(`language.${one}`))) })
      case 'segment':
        return t('asks.segment', {
          list: format.either(
            condition.is.map(id => segments?.find(one => one.id === id)?.name ?? t('gone')),
          ),
        })
      case 'touch':
        return t('asks.touch', { list: format.either(condition.is.map(one => t(`touch.${one}`))) })
      case 'contact':
        return t('asks.contact', { name: condition.attribute, value: compared(condition.value) })
      case 'company':
        return t('asks.company', {
          name: t(condition.attribute === 'domain' ? 'companyField.domain' : 'companyField.name'),
          value: compared(condition.value),
        })
      case 'record':
        return condition.status.length > 0
          ? t('asks.recordIn', { kind: condition.kind, list: format.either(condition.status) })
          : t('asks.record', { kind: condition.kind })
      case 'hours':
        return t(condition.isOpen ? 'asks.open' : 'asks.closed')
      case 'previous':
        return t('asks.previous', { count: condition.least, days: condition.days })
      case 'vip':
        return t('asks.vip')
      case 'attachments':
        return t('asks.attachments')
    }
  }

  function compared(value: Extract<Condition, { on: 'contact' }>['value']): string {
    if (value.is === 'present') return t('compare.present')
    const to = Array.isArray(value.to) ? format.either(value.to.map(String)) : String(value.to)
    return t(`compare.${value.is}`, { to })
  }

  function done(action: RuleAction): string {
    switch (action.do) {
      case 'setReason':
        return t('does.setReason', { name: names.reason(action.reasonId) ?? t('gone') })
      case 'setPriority':
        return t('does.setPriority', { name: t(`common:priority.${action.priority}`) })
      case 'addTag':
        return t('does.addTag', { name: action.tag })
      case 'setTeam':
        return t('does.setTeam', { name: names.team(action.teamId) ?? t('gone') })
      case 'reply':
        return t('does.reply', {
          name: answers?.find(one => one.id === action.cannedAnswerId)?.name ?? t('gone'),
        })
      case 'proposeComplaint':
      case 'needsPerson':
        return t(`does.${action.do}`)
      case 'webhook':
        return t('does.webhook', {
          name: webhooks?.find(one => one.id === action.webhookId)?.name ?? t('aWebhook'),
        })
      case 'notify':
        return t('does.notify', {
          name: format.list(action.memberIds.map(id => names.member(id) ?? t('gone'))),
        })
    }
  }

  const condition = (one: Condition) => (one.not ? t('not', { what: asked(one) }) : asked(one))
  return {
    condition,
    sentence({ all, any, actions }: RuleBody): string {
      const parts = [...all.map(condition), ...(any.length > 0 ? [any.map(condition).join(t('or'))] : [])]
      const acts = actions.map(done).join(', ')
      return parts.length > 0
        ? t('sentence', { asked: parts.join(t('and')), acts })
        : t('sentenceAlways', { acts })
    },
  }
}
