import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { isProblem } from '../../api/api-problem.ts'
import { useEscape } from '../../keyboard/useCommands.ts'
import { reasonOf } from '../data/useContactChange.ts'
import { type Holder, useHolder } from '../data/useHolder.ts'
import classes from './IdentitiesSection.module.css'
import { type IdentityKind, typedKinds } from './identity-kinds.ts'

export interface AddIdentityProps {
  onAdd: (kind: IdentityKind, value: string) => Promise<void>
  onClose: () => void
}

/** Adds an address or a number; when another person has it, the sentence names them and leads there. */
export function AddIdentity({ onAdd, onClose }: AddIdentityProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const [kind, setKind] = useState<IdentityKind>('email')
  const [value, setValue] = useState('')
  const [trouble, setTrouble] = useState<{ text: string; holder?: Holder | undefined }>()
  const [isSaving, setSaving] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const troubleId = useId()
  const findHolder = useHolder()
  useEscape(onClose, true)

  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (value.trim() === '') {
      setTrouble({ text: t('common:form.required') })
      field.current?.focus()
      return
    }
    setSaving(true)
    try {
      await onAdd(kind, value)
      onClose()
    } catch (error) {
      const isTaken = isProblem(error, 'identity.taken')
      setTrouble({ text: reasonOf(error), holder: isTaken ? await findHolder(value) : undefined })
      field.current?.focus()
    } finally {
      setSaving(false)
    }
  }

  return (
    <form className={classes.form} noValidate onSubmit={event => void handleSubmit(event)}>
      <div className={classes.fields}>
        <NativeSelect
          label={t('identity.kindLabel')}
          value={kind}
          data={typedKinds.map(one => ({ value: one, label: t(`identity.kind.${one}`) }))}
          onChange={event => setKind(event.currentTarget.value as IdentityKind)} // its own choices
        />
        <TextInput
          ref={field}
          label={t(
            `identity.value.${kind === 'email' ? 'email' : kind === 'phone' || kind === 'whatsapp' ? 'phone' : 'other'}`,
          )}
          type={kind === 'email' ? 'email' : kind === 'phone' || kind === 'whatsapp' ? 'tel' : 'text'}
          autoComplete="off"
          autoFocus
          value={value}
          maxLength={320}
          aria-invalid={Boolean(trouble)}
          aria-describedby={trouble ? troubleId : undefined}
          onChange={event => {
            setValue(event.currentTarget.value)
            setTrouble(undefined)
          }}
        />
      </div>
      {trouble && (
        <p id={troubleId} className={classes.conflict}>
          {trouble.text}{' '}
          {trouble.holder && (
            <Link href={`/contacts/${trouble.holder.id}`}>
              {t('identity.seeHolder', { name: trouble.holder.name || t('noName') })}
            </Link>
          )}
        </p>
      )}
      <div className={classes.acts}>
        <Button variant="default" onClick={onClose}>
          {t('common:act.cancel')}
        </Button>
        <Button type="submit" loading={isSaving}>
          {t('common:act.add')}
        </Button>
      </div>
    </form>
  )
}
