import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import { Section } from '../page/Section.tsx'
import classes from './merging.module.css'
import { useMergesOf, useMergingActs } from './queries.ts'
import { useFieldWords } from './useFieldWords.ts'

export interface MergedSectionProps {
  id: string
}

/** Cards that are part of this one: what each says otherwise, and the way back. */
export function MergedSection({ id }: MergedSectionProps) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const { label, say } = useFieldWords()
  const merges = useMergesOf(id, true)
  const acts = useMergingActs()
  const items = merges.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Section title={t('merge.part')} count={items.length}>
      <ul className={classes.merged}>
        {items.map(merge => {
          const name = merge.from.name || t('noName')
          const day = format.day(merge.at)
          return (
            <li key={merge.id}>
              <div className={classes.personWords}>
                <span className={classes.personName}>{name}</span>
                <span className={classes.quiet}>
                  {merge.by ? t('merge.by', { name: merge.by, day }) : t('merge.byItself', { day })}
                </span>
                {merge.otherwise.map(({ field, value }) => (
                  <span key={field} className={classes.quiet}>
                    {t('merge.otherwise', { field: label(field), value: say(field, value) })}
                  </span>
                ))}
              </div>
              <Button
                size="xs"
                variant="default"
                aria-label={t('merge.undoOf', { name })}
                onClick={() => void acts.undo(id, merge.id)}
              >
                {t('merge.undo')}
              </Button>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
