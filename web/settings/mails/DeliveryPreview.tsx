import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import { OpenConversation } from '../OpenConversation.tsx'
import { DeliveryMark } from './DeliveryMark.tsx'
import { canRetry, type DeliveryWhole } from './deliveries.ts'
import classes from './mails.module.css'
import { RetryButton } from './RetryButton.tsx'

export interface DeliveryPreviewProps {
  delivery: DeliveryWhole
}

/** A mail as its reader gets it, with the way it went. */
export function DeliveryPreview({ delivery }: DeliveryPreviewProps) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const [shape, setShape] = useState('text')
  const { recipients, state, purpose, createdAt, sentAt, attempts, lastError, text, html, headers } = delivery
  return (
    <div className={classes.preview}>
      <dl className={classes.facts}>
        <dt>{t('mails.state')}</dt>
        <dd>
          <DeliveryMark state={state} />
        </dd>
        <dt>{t('mails.recipients')}</dt>
        <dd>{recipients.join(', ')}</dd>
        <dt>{t('mails.purpose')}</dt>
        <dd>{t(`mails.purposeOf.${purpose}`)}</dd>
        <dt>{t('mails.written')}</dt>
        <dd>{format.dateTime(createdAt)}</dd>
        {sentAt && (
          <>
            <dt>{t('mails.sent')}</dt>
            <dd>{format.dateTime(sentAt)}</dd>
          </>
        )}
        {attempts > 1 && (
          <>
            <dt>{t('mails.attempts')}</dt>
            <dd>{format.number(attempts)}</dd>
          </>
        )}
        {lastError && (
          <>
            <dt>{t('mails.error')}</dt>
            <dd className={classes.error}>{lastError}</dd>
          </>
        )}
      </dl>
      {(canRetry(delivery) || delivery.conversationId) && (
        <div className={classes.acts}>
          {canRetry(delivery) && <RetryButton delivery={delivery} />}
          {delivery.conversationId && <OpenConversation id={delivery.conversationId} />}
        </div>
      )}
      {html && (
        <SegmentedControl
          aria-label={t('mails.shape')}
          value={shape}
          onChange={setShape}
          data={[
            { value: 'text', label: t('mails.asText') },
            { value: 'html', label: t('mails.asHtml') },
          ]}
        />
      )}
      {html && shape === 'html' ? (
        // Nothing in it may run or send: not even our own mails are trusted here.
        <iframe className={classes.html} title={t('mails.asHtml')} sandbox="" srcDoc={html} />
      ) : (
        <pre className={classes.text}>{text}</pre>
      )}
      <details>
        <summary className={classes.summary}>{t('mails.headers')}</summary>
        <dl className={classes.headers}>
          {Object.entries(headers).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  )
}
