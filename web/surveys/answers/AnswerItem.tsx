import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { Answer } from '../data/queries.ts'
import classes from './Answers.module.css'

export interface AnswerItemProps {
  answer: Answer
  max: number
  now: Date
}

/** One answer: the score, the words as they were written, and the conversation it is about. */
export function AnswerItem({ answer, max, now }: AnswerItemProps) {
  const { t } = useTranslation('surveys')
  const format = useFormat()
  return (
    <li className={classes.answer}>
      <span className={`${classes.score} figures`}>{t('score', { score: answer.score, max })}</span>
      <div>
        {answer.comment ? (
          <blockquote className={classes.quote} lang={answer.language}>
            {t('answers.quoted', { comment: answer.comment })}
          </blockquote>
        ) : (
          <p className={classes.silent}>{t('answers.silent')}</p>
        )}
        <div className={classes.under}>
          <ChannelIcon kind={answer.channel} />
          <Link href={`/contacts/${answer.contact.id}`}>{answer.contact.name || t('answers.noName')}</Link>
          <Link href={`/desk/all/${answer.conversationNumber}`} className="figures">
            {t('answers.conversation', { number: answer.conversationNumber })}
          </Link>
          <time dateTime={answer.at} title={format.dateTime(answer.at)}>
            {format.when(answer.at, now)}
          </time>
          {answer.member && <span>{t('answers.by', { name: answer.member.name })}</span>}
          {answer.team && <span>{answer.team.name}</span>}
        </div>
      </div>
    </li>
  )
}
