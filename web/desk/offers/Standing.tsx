import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNames } from '../data/queries.ts'
import classes from './Standing.module.css'
import { decisionWords, standingWords } from './standing-words.ts'

export interface StandingProps {
  conversationId: string
}

/** Where routing has a conversation and why, with the decisions that led there. */
export function Standing({ conversationId }: StandingProps) {
  const { t, i18n } = useTranslation('work')
  const { query } = useApi()
  const { me } = useSession()
  const format = useFormat()
  const known = useNames()
  const routing = useQuery(
    query.work.routingOf.queryOptions({ input: { id: conversationId }, staleTime: 0, refetchInterval: 5000 }),
  )
  if (routing.isError && !routing.data) return <p>{t('stands.problem')}</p>
  if (!routing.data?.state) return null
  const names = {
    me: me.member.id,
    member: (id: string | null) => known.member(id) ?? t('stands.somebody'),
    when: (at: string) => format.when(at, new Date()),
    list: (ids: readonly string[]) => format.list(ids.map(id => known.member(id) ?? t('stands.somebody'))),
    language: (code: string | null) =>
      (code && new Intl.DisplayNames([i18n.language], { type: 'language' }).of(code)) ?? '',
  }
  const decisions = decisionWords(routing.data, names, t)
  return (
    <div className={classes.standing}>
      <h4 className={classes.title}>{t('stands.title')}</h4>
      <ul className={classes.list}>
        {standingWords(routing.data, names, t).map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {decisions.length > 0 && (
        <details>
          <summary>{t('stands.history')}</summary>
          <ol className={classes.list}>
            {decisions.map(({ id, at, text }) => (
              <li key={id}>
                <time dateTime={at}>{format.when(at, new Date())}</time> {text}
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  )
}
