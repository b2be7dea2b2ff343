import { Button } from '@mantine/core'
import { IconBulb } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Consultation } from '../../../contract/consultations.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import classes from '../side/Side.module.css'
import { useConsultActs, useConsultations } from './useConsultations.ts'

export interface ConsultBandProps {
  conversation: Conversation
  /** Begins the note that answers. */
  onAnswer: () => void
}

/** Says, above the thread, what I am asked here, or what became of what was asked for whoever has it. */
export function ConsultBand({ conversation, onAnswer }: ConsultBandProps) {
  const { me } = useSession()
  const items = useConsultations(conversation.id).data?.items ?? []
  const waitsHere = (by: string) => by === me.member.id || conversation.assignee?.id === me.member.id
  return items
    .filter(
      ({ isAskedOfMe, state, isFresh, by }) =>
        isAskedOfMe || ((state === 'open' || isFresh) && waitsHere(by.id)),
    )
    .map(one => <Band key={one.id} consultation={one} conversation={conversation} onAnswer={onAnswer} />)
}

function Band({ consultation, conversation, onAnswer }: ConsultBandProps & { consultation: Consultation }) {
  const { t } = useTranslation('desk')
  const { me } = useSession()
  const format = useFormat()
  const now = useNow(10_000)
  const acts = useConsultActs(conversation.id)
  const { id, by, to, question, state, at, remindedAt, endedBy, isAskedOfMe, handsOverTo } = consultation
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000)
  const name = to.name ?? t(to.kind === 'supervisor' ? 'consult.supervisor' : 'consult.someone')
  const expected = conversation.assignee?.id ?? null
  const isNews = isAskedOfMe || state !== 'open' || remindedAt !== null
  return (
    <section className={classes.band} data-news={isNews || undefined} aria-label={t('consult.region')}>
      <IconBulb size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.bandText}>{sentence()}</p>
      <div className={classes.bandActs}>
        {isAskedOfMe && (
          <>
            <Button size="sm" onClick={onAnswer}>
              {t('consult.answer')}
            </Button>
            <Button variant="default" size="sm" onClick={() => void acts.decline(id)}>
              {t('consult.decline')}
            </Button>
          </>
        )}
        {!isAskedOfMe && state === 'open' && (
          <Button variant="default" size="sm" onClick={() => void acts.withdraw(id)}>
            {t('consult.withdraw')}
          </Button>
        )}
        {handsOverTo && conversation.allowed.includes('assign') && (
          <Button
            variant="default"
            size="sm"
            onClick={() =>
              void acts.handOver(id, {
                expected,
                text:
                  handsOverTo.id === me.member.id
                    ? t('consult.taken')
                    : t('handOver.done', { name: handsOverTo.name }),
              })
            }
          >
            {handsOverTo.id === me.member.id
              ? t('consult.takeOver')
              : t('handOver.to', { name: handsOverTo.name })}
          </Button>
        )}
      </div>
    </section>
  )

  function sentence(): string {
    if (isAskedOfMe) return t('consult.asksYou', { name: by.name, question: question.text })
    if (state === 'answered') return t('consult.answered', { name: endedBy?.name ?? name })
    if (state === 'declined') return t('consult.declined', { name })
    const duration = format.duration(seconds)
    return t(remindedAt ? 'consult.unanswered' : 'consult.waiting', { name, duration })
  }
}
