import { useTranslation } from 'react-i18next'
import classes from './Composer.module.css'
import { type Mark, pieces } from './marks.ts'

/** Draws the marks under the text: the same words in the same place, without colour. */
export function MarkedText({ text, marks }: { text: string; marks: readonly Mark[] }) {
  return (
    <div className={classes.marked} aria-hidden="true">
      {pieces(text, marks).map(({ text: words, start, mark }) =>
        mark ? (
          <mark
            key={start}
            className={classes.wordMark}
            data-kind={mark.kind === 'misspelt' ? 'misspelt' : 'sensitive'}
          >
            {words}
          </mark>
        ) : (
          <span key={start}>{words}</span>
        ),
      )}
    </div>
  )
}

export interface MarkBarProps {
  marks: readonly Mark[]
  mark: Mark
  onReplace: (mark: Mark, by: string) => void
  /** Absent for who may not teach words. */
  onLearn: ((word: string) => void) | undefined
}

/** What may be wrong with one word, and what to do about it; sending is never held back. */
export function MarkBar({ marks, mark, onReplace, onLearn }: MarkBarProps) {
  const { t } = useTranslation('desk')
  const sensitive = marks.filter(one => one.kind !== 'misspelt')
  return (
    <>
      {sensitive[0] && (
        <p className={classes.sensitive} role="status">
          {t('writing.sensitive', {
            kinds: [...new Set(sensitive.map(({ kind }) => t(`writing.kind.${kind as 'card'}`)))].join(', '), // misspelt ones were left out
          })}
        </p>
      )}
      {mark.kind === 'misspelt' && (
        <section className={classes.spelling} aria-label={t('writing.spelling')}>
          <span>{t('writing.unknown', { word: mark.word })}</span>
          {mark.suggestions.map(suggestion => (
            <button
              key={suggestion}
              type="button"
              className={classes.staleAct}
              onClick={() => onReplace(mark, suggestion)}
            >
              {suggestion}
            </button>
          ))}
          {onLearn && (
            <button type="button" className={classes.learn} onClick={() => onLearn(mark.word)}>
              {t('writing.learn')}
            </button>
          )}
        </section>
      )}
    </>
  )
}
