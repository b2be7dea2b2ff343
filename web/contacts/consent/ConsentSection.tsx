import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentLedger, Purpose } from '../../../contract/consents.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Section } from '../page/Section.tsx'
import { Agreement } from './Agreement.tsx'
import classes from './consent.module.css'
import { useConsentActs } from './useConsentActs.ts'
import { useConsentWords } from './useConsentWords.ts'

export interface ConsentSectionProps {
  contactId: string
  canEdit: boolean
}

/** What a person agreed to and refused: to refuse is one press, to agree says which words were agreed to. */
export function ConsentSection({ contactId, canEdit }: ConsentSectionProps) {
  const { t } = useTranslation('contacts')
  const { query } = useApi()
  const format = useFormat()
  const words = useConsentWords()
  const write = useConsentActs(contactId)
  const [agreeing, setAgreeing] = useState<Purpose>()
  const ledger = useQuery(query.contacts.listConsents.queryOptions({ input: { id: contactId } }))
  if (!ledger.data)
    return (
      <Section title={t('consent.title')}>
        {ledger.isError ? (
          <ErrorState problem={ledger.error} onRetry={() => void ledger.refetch()} />
        ) : (
          <LoadingLines rows={3} />
        )}
      </Section>
    )
  const { standing, items } = ledger.data
  // What is owed to a customer is nobody's choice.
  const shown = standing.filter(({ purpose }) => purpose !== 'support')
  return (
    <Section title={t('consent.title')}>
      <ul className={classes.standing}>
        {shown.map(one => (
          <li key={`${one.purpose}/${one.channel}`} className={classes.line}>
            <div className={classes.words}>
              <span>
                {t(`consent.purpose.${one.purpose}`)}
                {one.channel && ` · ${words.way(one.channel)}`}
              </span>
              <span className={classes.quiet}>
                {one.because ? t(`consent.because.${one.because}`) : t('consent.may')}
                {one.since && `, ${t('consent.since', { day: format.day(one.since) })}`}
              </span>
            </div>
            {canEdit && one.channel === null && (
              <Choice standing={one} onRefuse={() => void write(one.purpose, null)} onAgree={setAgreeing} />
            )}
          </li>
        ))}
      </ul>
      {agreeing && (
        <Agreement
          purpose={agreeing}
          onClose={() => setAgreeing(undefined)}
          onAgree={async agreement => {
            if (await write(agreeing, agreement)) setAgreeing(undefined)
          }}
        />
      )}
      {items.length > 0 && (
        <details className={classes.history}>
          <summary>{t('consent.history', { count: items.length })}</summary>
          <ol className={classes.entries}>
            {items.map(item => (
              <li key={item.id} className={classes.quiet}>
                <span className={classes.said}>
                  {t('consent.entry', {
                    what: t(item.given ? 'consent.entryGiven' : 'consent.entryRefused'),
                    purpose: words.purpose(item.purpose),
                  })}
                </span>{' '}
                {[
                  item.channel ? words.way(item.channel) : t('consent.everyWay'),
                  words.source(item.source),
                  item.wordingVersion,
                  item.by,
                  format.dateTime(item.at),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </li>
            ))}
          </ol>
        </details>
      )}
    </Section>
  )
}

interface ChoiceProps {
  standing: ConsentLedger['standing'][number]
  onRefuse: () => void
  onAgree: (purpose: Purpose) => void
}

function Choice({ standing: { purpose, because }, onRefuse, onAgree }: ChoiceProps) {
  const { t } = useTranslation('contacts')
  const named = { purpose: t(`consent.purpose.${purpose}`) }
  const isRefused = because === 'refused'
  return (
    <span className={classes.choice}>
      {!isRefused && (
        <Button
          size="xs"
          variant="default"
          aria-label={t('consent.refuseNamed', named)}
          onClick={() => onRefuse()}
        >
          {t('consent.refuse')}
        </Button>
      )}
      {(isRefused || because === 'not_given') && (
        <Button
          size="xs"
          variant="default"
          aria-label={t('consent.agreeNamed', named)}
          onClick={() => onAgree(purpose)}
        >
          {t('consent.agree')}
        </Button>
      )}
    </span>
  )
}
