import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { usePanes } from '../../ui/PaneLayout.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { deskPath } from '../address.ts'
import classes from './ConversationLinks.module.css'
import views from './ViewsPane.module.css'

const shown = 8

export interface ConversationLink {
  key: string
  number: number
  words: string
  by: { name: string }
  at: string
}

/** A few conversations that somebody else brought me to, each opened by its link; nothing where there is none. */
export function ConversationLinks({ title, items }: { title: string; items: ConversationLink[] }) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const now = useNow(30_000)
  const { closeViews } = usePanes()
  if (items.length === 0) return null
  return (
    <>
      <h2 className={views.heading}>{title}</h2>
      <ul className={classes.list}>
        {items.slice(0, shown).map(({ key, number, words, by, at }) => (
          <li key={key}>
            <Link href={deskPath('all', number)} className={classes.item} onClick={closeViews}>
              <span className={classes.words}>{words}</span>
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
