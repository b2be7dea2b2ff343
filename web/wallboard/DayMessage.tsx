import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import classes from './Lists.module.css'

/** What everybody reads today, on desks and walls; the board brings what is told now. */
export function DayMessage({ message }: { message: string | null }) {
  const { t } = useTranslation('wallboard')
  const { call } = useApi()
  const offerUndo = useUndo()
  const [text, setText] = useState<string>()
  const say = useMutation({
    // What was told before goes with the act: by its end, the board may have brought the new one already.
    mutationFn: ({ next }: { next: string | null; before: string | null }) =>
      call.supervision.setDayMessage({ text: next }),
    onSuccess: (_, { next, before }) => {
      setText(undefined)
      offerUndo({
        text: t(next === null ? 'message.removed' : 'message.told'),
        undo: () => call.supervision.setDayMessage({ text: before }),
      })
    },
  })
  const shown = text ?? message ?? ''
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (shown.trim() && shown.trim() !== message) say.mutate({ next: shown.trim(), before: message })
  }
  return (
    <Panel title={t('message.title')}>
      <FormProblem problem={say.error} />
      <form className={classes.form} onSubmit={handleSubmit}>
        <TextInput
          label={t('message.text')}
          description={t('message.about')}
          value={shown}
          maxLength={200}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          loading={say.isPending}
          disabled={!shown.trim() || shown.trim() === message}
        >
          {t('message.tell')}
        </Button>
        {message && (
          <Button variant="default" onClick={() => say.mutate({ next: null, before: message })}>
            {t('message.remove')}
          </Button>
        )}
      </form>
    </Panel>
  )
}
