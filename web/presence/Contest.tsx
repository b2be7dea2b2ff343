import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StateStretch } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import classes from './States.module.css'

export interface ContestProps {
  stretch: StateStretch
  /** What is contested, in words. */
  what: string
}

/** Says of one's own state why it is not as it was, or takes that back. */
export function Contest({ stretch: { id, note }, what }: ContestProps) {
  const { t } = useTranslation('work')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const offerUndo = useUndo()
  const [text, setText] = useState<string | undefined>(undefined)
  const write = async (words: string | null) => {
    await call.supervision.contestState({ id, text: words })
    await queryClient.invalidateQueries({ queryKey: query.supervision.stateHistory.key() })
  }
  const said = useMutation({
    mutationFn: write,
    onSuccess: (_, words) => {
      setText(undefined)
      offerUndo({ text: t(words === null ? 'states.removed' : 'states.noted'), undo: () => write(note) })
    },
  })
  if (text === undefined)
    return (
      <span className={classes.acts}>
        <FormProblem problem={said.error} />
        <Button
          variant="default"
          aria-label={note ? `${t('states.remove')} · ${what}` : what}
          loading={said.isPending}
          onClick={() => (note ? said.mutate(null) : setText(''))}
        >
          {note ? t('states.remove') : t('states.contest')}
        </Button>
      </span>
    )
  return (
    <form
      className={classes.form}
      onSubmit={event => {
        event.preventDefault()
        if (text.trim() !== '') said.mutate(text.trim())
      }}
    >
      <FormProblem problem={said.error} />
      <Textarea
        label={t('states.why')}
        // What was asked for is where the hand goes next.
        autoFocus
        autosize
        maxLength={500}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => event.key === 'Escape' && setText(undefined)}
      />
      <span className={classes.acts}>
        <Button type="submit" loading={said.isPending}>
          {t('states.save')}
        </Button>
        <Button variant="default" onClick={() => setText(undefined)}>
          {t('states.keep')}
        </Button>
      </span>
    </form>
  )
}
