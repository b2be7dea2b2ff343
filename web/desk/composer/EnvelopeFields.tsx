import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Address } from '../../../contract/common.ts'
import { AddressField } from './AddressField.tsx'
import classes from './Composer.module.css'
import type { DraftContent } from './draft-keeper.ts'
import type { Envelope } from './sending.ts'

export interface EnvelopeFieldsProps {
  envelope: Envelope
  contactName: string
  /** Addresses of the person, to choose another. */
  known: readonly Address[]
  isOpen: boolean
  /** The address is what has to be corrected or filled in. */
  focusTo: boolean
  onChange: (change: Partial<DraftContent>) => void
}

/** Who reads: one line as long as it is the usual person, fields as soon as it is to be changed. */
export function EnvelopeFields({
  envelope,
  contactName,
  known,
  isOpen,
  focusTo,
  onChange,
}: EnvelopeFieldsProps) {
  const { t } = useTranslation('desk')
  const [opened, setOpened] = useState<ReadonlySet<'to' | 'cc' | 'bcc' | 'subject'>>(new Set())
  const shows = (name: 'to' | 'cc' | 'bcc' | 'subject') => opened.has(name)
  const show = (name: 'to' | 'cc' | 'bcc' | 'subject') => setOpened(names => new Set(names).add(name))
  const { to, cc, bcc, subject } = envelope
  const isWide = isOpen || shows('to') || to.length !== 1
  const first = to[0]
  return (
    <div className={classes.envelope}>
      <div className={classes.envelopeLine}>
        {isWide ? (
          <div className={classes.envelopeField}>
            <AddressField
              key={focusTo ? 'focused' : 'to'}
              label={t('compose.to')}
              value={to}
              known={known}
              autoFocus={focusTo || shows('to')}
              onChange={next => onChange({ to: next })}
            />
          </div>
        ) : (
          <button type="button" className={classes.recipient} onClick={() => show('to')}>
            <span className={classes.quiet}>{t('compose.to')}</span>
            <span className="truncate">
              {first?.name || contactName} <span className={classes.quiet}>{first?.address}</span>
            </span>
          </button>
        )}
        <span className={classes.more}>
          {!shows('cc') && cc.length === 0 && (
            <button type="button" onClick={() => show('cc')}>
              {t('compose.addCc')}
            </button>
          )}
          {!shows('bcc') && bcc.length === 0 && (
            <button type="button" onClick={() => show('bcc')}>
              {t('compose.addBcc')}
            </button>
          )}
          {!shows('subject') && !isOpen && (
            <button type="button" onClick={() => show('subject')}>
              {t('compose.changeSubject')}
            </button>
          )}
        </span>
      </div>
      {(shows('cc') || cc.length > 0) && (
        <AddressField
          label={t('compose.cc')}
          value={cc}
          autoFocus={shows('cc')}
          onChange={next => onChange({ cc: next })}
        />
      )}
      {(shows('bcc') || bcc.length > 0) && (
        <AddressField
          label={t('compose.bcc')}
          value={bcc}
          autoFocus={shows('bcc')}
          onChange={next => onChange({ bcc: next })}
        />
      )}
      {(shows('subject') || isOpen) && (
        <TextInput
          className={classes.subject}
          variant="unstyled"
          aria-label={t('compose.subject')}
          placeholder={t('compose.subject')}
          maxLength={500}
          value={subject}
          onChange={event => onChange({ subject: event.currentTarget.value })}
        />
      )}
    </div>
  )
}
