import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fold } from '../keyboard/search.ts'
import classes from './ConfirmTyped.module.css'

export interface ConfirmTypedProps {
  opened: boolean
  title: string
  /** What will be lost, exactly. */
  effect: string
  /** The word to type, in the person's language. */
  word: string
  confirmLabel: string
  onConfirm: () => unknown
  onClose: () => void
}

/** Asks for a word to be typed before what cannot be undone: erasing a person, deleting a workspace, a mass mailing. */
export function ConfirmTyped(props: ConfirmTypedProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} size={480}>
      {props.opened && <TypedForm {...props} />}
    </Modal>
  )
}

function TypedForm({ effect, word, confirmLabel, onConfirm, onClose }: ConfirmTypedProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const [acting, setActing] = useState(false)
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (fold(typed).trim() !== fold(word).trim()) {
      setWrong(true)
      return
    }
    setActing(true)
    try {
      await onConfirm()
    } finally {
      setActing(false)
    }
  }
  return (
    <form onSubmit={handleSubmit} className={classes.form}>
      <p>{effect}</p>
      <TextInput
        data-autofocus
        label={t('confirm.type', { word })}
        value={typed}
        error={wrong ? t('confirm.wrong') : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={event => {
          setTyped(event.currentTarget.value)
          setWrong(false)
        }}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button type="submit" color="red" loading={acting}>
          {confirmLabel}
        </Button>
      </Group>
    </form>
  )
}
