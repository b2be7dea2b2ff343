import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Purpose, Way } from '../../../contract/consents.ts'
import { useEscape } from '../../keyboard/useCommands.ts'
import { ways } from '../ways.ts'
import classes from './consent.module.css'
import type { AgreementGiven } from './useConsentActs.ts'
import { useConsentWords } from './useConsentWords.ts'

export interface AgreementProps {
  purpose: Purpose
  onAgree: (agreement: AgreementGiven) => Promise<void>
  onClose: () => void
}

const sources = ['phone', 'email', 'form', 'in_person'] as const

/** Writes an agreement down: to what words, said how, for which way. */
export function Agreement({ purpose, onAgree, onClose }: AgreementProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const words = useConsentWords()
  const [channel, setChannel] = useState('')
  const [wording, setWording] = useState('')
  const [source, setSource] = useState<string>('phone')
  const [trouble, setTrouble] = useState<string>()
  const [isWriting, setWriting] = useState(false)
  useEscape(onClose, true)
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (wording.trim() === '') {
      setTrouble(t('common:form.required'))
      return
    }
    setWriting(true)
    await onAgree({ channel: (channel || null) as Way | null, wordingVersion: wording.trim(), source }) // its own choices
    setWriting(false)
  }
  return (
    <form className={classes.form} noValidate onSubmit={event => void handleSubmit(event)}>
      <p className={classes.said}>{t('consent.agreeNamed', { purpose: words.purpose(purpose) })}</p>
      <NativeSelect
        label={t('consent.way')}
        value={channel}
        data={[
          { value: '', label: t('consent.everyWay') },
          ...[...ways, 'post'].map(way => ({ value: way, label: words.way(way) })),
        ]}
        onChange={event => setChannel(event.currentTarget.value)}
      />
      <TextInput
        label={t('consent.wording')}
        description={t('consent.wordingHint')}
        value={wording}
        maxLength={120}
        error={trouble}
        ref={field => {
          if (field && !field.dataset.met) {
            field.dataset.met = 'true'
            field.focus()
          }
        }}
        onChange={event => {
          setWording(event.currentTarget.value)
          setTrouble(undefined)
        }}
      />
      <NativeSelect
        label={t('consent.source')}
        value={source}
        data={sources.map(one => ({ value: one, label: words.source(one) }))}
        onChange={event => setSource(event.currentTarget.value)}
      />
      <div className={classes.acts}>
        <Button variant="default" onClick={onClose}>
          {t('common:act.cancel')}
        </Button>
        <Button type="submit" loading={isWriting}>
          {t('consent.write')}
        </Button>
      </div>
    </form>
  )
}
