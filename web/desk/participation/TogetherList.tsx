import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { usePanes } from '../../ui/PaneLayout.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { deskPath } from '../address.ts'
import classes from '../consult/AskedList.module.css'
import views from '../views/ViewsPane.module.css'
import { useMyParticipations } from './useParticipations.ts'

const shown = 8

/** Conversations in which I take part beside whoever has them. */
export function TogetherList() {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const now = useNow(30_000)
  const { closeViews } = usePanes()
  const items = useMyParticipations().data?.items ?? []
  if (items.length === 0) return null
  return (
    <>
      <h2 className={views.heading}>{t('together.list', { count: items.length })}</h2>
      <ul className={classes.list}>
        {items.slice(0, shown).map(({ conversationId, number, subject, by, at }) => (
          <li key={conversationId}>
            <Link href={deskPath('all', number)} className={classes.item} onClick={closeViews}>
              <span className={classes.words}>{subject || t('list.noSubject')}</span>
              <span className={classes.fact}>
                {t('consult.item', {
                  ...{ name: by.name, number: t('header.number', { number }) },
                  when: format.when(at, now),
                })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
