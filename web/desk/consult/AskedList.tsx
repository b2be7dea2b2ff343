import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { usePanes } from '../../ui/PaneLayout.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { deskPath } from '../address.ts'
import views from '../views/ViewsPane.module.css'
import classes from './AskedList.module.css'
import { useAskedOfMe } from './useConsultations.ts'

const shown = 8

/** What colleagues ask me, the oldest first: each opens its conversation beside whoever has it. */
export function AskedList() {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const now = useNow(30_000)
  const { closeViews } = usePanes()
  const items = useAskedOfMe().data?.items ?? []
  if (items.length === 0) return null
  return (
    <>
      <h2 className={views.heading}>{t('consult.list', { count: items.length })}</h2>
      <ul className={classes.list}>
        {items.slice(0, shown).map(({ id, number, by, question, at }) => (
          <li key={id}>
            <Link href={deskPath('all', number)} className={classes.item} onClick={closeViews}>
              <span className={classes.words}>{question.text}</span>
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
