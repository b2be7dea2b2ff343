import { Checkbox, Select, Stack, TagsInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RuleAction } from '../../../contract/rules.ts'
import { useNames, useTags } from '../../desk/data/queries.ts'
import { priorities } from '../../desk/list/filters.ts'
import { Choose } from '../../settings/Choose.tsx'
import { useMembers } from '../../settings/queries.ts'
import { useAnswersForAll, useWebhookChoices } from './queries.ts'

export interface ActionFieldsProps {
  action: RuleAction
  onChange: (action: RuleAction) => void
}

/** What one act sets. */
export function ActionFields({ action, onChange }: ActionFieldsProps) {
  const { t } = useTranslation(['rules', 'common'])
  const names = useNames()
  const tags = useTags().data?.items ?? []
  const members = useMembers().data ?? []
  const answers = useAnswersForAll().data
  const webhooks = useWebhookChoices()
  const label = t(`act.${action.do}`)
  switch (action.do) {
    case 'setReason':
      return (
        <Choose
          aria-label={label}
          items={names.reasonChoices().map(({ id, path }) => ({ id, name: path }))}
          value={action.reasonId || null}
          onChange={id => onChange({ ...action, reasonId: id ?? '' })}
        />
      )
    case 'setPriority':
      return (
        <Select
          aria-label={label}
          allowDeselect={false}
          data={priorities.map(value => ({ value, label: t(`common:priority.${value}`) }))}
          value={action.priority}
          onChange={priority => priority && onChange({ ...action, priority })}
        />
      )
    case 'addTag':
      return (
        <TagsInput
          aria-label={label}
          data={tags.map(({ name }) => name)}
          maxTags={1}
          value={action.tag ? [action.tag] : []}
          acceptValueOnBlur
          onChange={([tag = '']) => onChange({ ...action, tag })}
        />
      )
    case 'setTeam':
      return (
        <Choose
          aria-label={label}
          items={names.teams}
          value={action.teamId || null}
          onChange={id => onChange({ ...action, teamId: id ?? '' })}
        />
      )
    case 'reply':
      return (
        <Choose
          aria-label={label}
          description={t('replyHint')}
          items={answers}
          value={action.cannedAnswerId || null}
          onChange={id => onChange({ ...action, cannedAnswerId: id ?? '' })}
        />
      )
    case 'proposeComplaint':
    case 'needsPerson':
      return <p>{t(`${action.do}Hint`)}</p>
    case 'webhook':
      return webhooks ? (
        <Choose
          aria-label={label}
          description={t('webhookHint')}
          items={webhooks}
          value={action.webhookId || null}
          onChange={id => onChange({ ...action, webhookId: id ?? '' })}
        />
      ) : (
        <p>{t('webhookOfAdministrators')}</p>
      )
    case 'notify':
      return (
        <Checkbox.Group
          aria-label={label}
          description={t('notifyHint')}
          value={action.memberIds}
          onChange={memberIds => onChange({ ...action, memberIds })}
        >
          <Stack gap="xs" mah="14rem" style={{ overflowY: 'auto' }}>
            {members.map(({ id, name }) => (
              <Checkbox key={id} value={id} label={name} />
            ))}
          </Stack>
        </Checkbox.Group>
      )
  }
}
