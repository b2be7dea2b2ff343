import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import classes from './merging.module.css'
import { useDuplicatesOf, useMergingActs } from './queries.ts'
import { Reasons } from './Reasons.tsx'

export interface DuplicateNoticeProps {
  id: string
}

/** On a card: who may be the same person, and why. */
export function DuplicateNotice({ id }: DuplicateNoticeProps) {
  const { t } = useTranslation('contacts')
  const duplicates = useDuplicatesOf(id, true)
  const acts = useMergingActs()
  const [first] = duplicates.data?.items ?? []
  if (!first) return null
  const other = first.one.id === id ? first.other : first.one
  const name = other.name || t('noName')
  return (
    <aside className={classes.notice} aria-label={t('duplicates.title')}>
      <div>
        <p>
          {t('duplicates.notice', { name })}
          {other.identities[0] && <span className={classes.quiet}> {other.identities[0].shown}</span>}
        </p>
        <Reasons reasons={first.reasons} />
      </div>
      <div className={classes.acts}>
        <Button
          size="xs"
          variant="default"
          onClick={() => void acts.putAside({ id: first.one.id, otherId: first.other.id })}
        >
          {t('duplicates.twoPeople')}
        </Button>
        <Button
          size="xs"
          renderRoot={props => <Link {...props} href={`/contacts/${id}/merge?with=${other.id}`} />}
        >
          {t('duplicates.compare')}
        </Button>
      </div>
    </aside>
  )
}
