import { Button, Radio } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MergePreview } from '../../../contract/merging.ts'
import { Section } from '../page/Section.tsx'
import classes from './merging.module.css'
import { PersonSummary } from './PersonSummary.tsx'
import { useMergingActs } from './queries.ts'
import { Reasons } from './Reasons.tsx'
import { useFieldWords } from './useFieldWords.ts'

export interface MergeFormProps {
  preview: MergePreview
  onDone: () => void
}

const moved = ['conversations', 'records', 'identities', 'consents', 'answers', 'recoveries'] as const

/** What stays, what joins it, what is shown where they differ, what moves; then the act, which can be undone. */
export function MergeForm({ preview, onDone }: MergeFormProps) {
  const { t } = useTranslation('contacts')
  const { label, say } = useFieldWords()
  const acts = useMergingActs()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [isMerging, setMerging] = useState(false)
  const { kept, other, conflicts, brings, moves, reasons } = preview
  const choose = (field: string, which: string) =>
    setChosen(known => [...known.filter(one => one !== field), ...(which === 'other' ? [field] : [])])
  const merge = async () => {
    setMerging(true)
    const isDone = await acts.merge({ id: kept.id, otherId: other.id }, [...chosen])
    setMerging(false)
    if (isDone) onDone()
  }
  const going = moved.filter(one => moves[one] > 0)
  return (
    <div className={classes.form}>
      <div className={classes.two}>
        <Section level={2} title={t('merge.kept')}>
          <PersonSummary card={kept} />
        </Section>
        <Section level={2} title={t('merge.other')}>
          <PersonSummary card={other} />
        </Section>
      </div>
      <Section level={2} title={t('merge.why')}>
        <Reasons reasons={reasons} />
      </Section>
      {conflicts.length > 0 && (
        <Section level={2} title={t('merge.conflicts')}>
          <p className={classes.quiet}>{t('merge.conflictsHint')}</p>
          {conflicts.map(({ field, kept: mine, other: theirs }) => (
            <Radio.Group
              key={field}
              className={classes.conflict}
              label={label(field)}
              value={chosen.includes(field) ? 'other' : 'kept'}
              onChange={which => choose(field, which)}
            >
              <div className={classes.values}>
                <Radio value="kept" label={say(field, mine)} />
                <Radio value="other" label={say(field, theirs)} />
              </div>
            </Radio.Group>
          ))}
        </Section>
      )}
      {brings.length > 0 && (
        <Section level={2} title={t('merge.brings')}>
          <ul className={classes.brings}>
            {brings.map(({ field, other: theirs }) => (
              <li key={field}>{t('merge.otherwise', { field: label(field), value: say(field, theirs) })}</li>
            ))}
          </ul>
        </Section>
      )}
      <Section level={2} title={t('merge.moves')}>
        <p>
          {going.length === 0
            ? t('merge.movesNothing')
            : going.map(one => t(`merge.move.${one}`, { count: moves[one] })).join(', ')}
        </p>
      </Section>
      <div className={classes.do}>
        <Button loading={isMerging} onClick={() => void merge()}>
          {t('merge.do')}
        </Button>
        <span className={classes.quiet}>{t('merge.undoable')}</span>
      </div>
    </div>
  )
}
