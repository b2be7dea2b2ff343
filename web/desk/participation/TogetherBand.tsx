import { Button } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from '../side/Side.module.css'
import { useParticipants, useParticipationActs } from './useParticipations.ts'

/** Says, above the thread, who writes to the customer beside whoever has the conversation. */
export function TogetherBand({ conversation: { id, allowed, assignee } }: { conversation: Conversation }) {
  const { t } = useTranslation('desk')
  const { me } = useSession()
  const format = useFormat()
  const { letGo } = useParticipationActs(id)
  const members = (useParticipants(id).data?.items ?? []).map(one => one.member)
  if (members.length === 0) return null
  const others = members.filter(one => one.id !== me.member.id)
  const isIn = others.length < members.length
  const names = format.list((isIn && assignee ? [assignee, ...others] : others).map(({ name }) => name))
  return (
    <section className={classes.band} aria-label={t('together.region')}>
      <IconUsers size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.bandText}>
        {isIn ? t(names ? 'together.withYou' : 'together.youIn', { names }) : t('together.in', { names })}
      </p>
      {allowed.includes('reply') &&
        members.map(member => (
          <Button key={member.id} variant="default" size="sm" onClick={() => void letGo(member)}>
            {member.id === me.member.id ? t('together.leave') : t('together.letGo', { name: member.name })}
          </Button>
        ))}
    </section>
  )
}
