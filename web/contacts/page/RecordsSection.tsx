import { Button } from '@mantine/core'
import {
  type Icon,
  IconCalendarRepeat,
  IconExternalLink,
  IconFile,
  IconFileInvoice,
  IconPackage,
  IconTool,
  IconTruckDelivery,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExternalRecord } from '../../../contract/contacts.ts'
import { useSession } from '../../session.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { ageOrDay } from '../age-or-day.ts'
import { useRecords } from '../data/queries.ts'
import classes from './RecordsSection.module.css'
import { Section } from './Section.tsx'

const icons = {
  order: IconPackage,
  delivery: IconTruckDelivery,
  invoice: IconFileInvoice,
  subscription: IconCalendarRepeat,
  ticket: IconTool,
} satisfies Record<string, Icon>
type KnownType = keyof typeof icons
const few = 5

export interface RecordsSectionProps {
  contactId: string
  now: Date
}

/** What other systems know of this person: orders, deliveries, invoices, each with its status, age and link. */
export function RecordsSection({ contactId, now }: RecordsSectionProps) {
  const { t } = useTranslation('contacts')
  const { role } = useSession()
  const records = useRecords(contactId)
  const [isWhole, setWhole] = useState(false)
  const items = records.data?.items ?? []
  const shown = isWhole ? items : items.slice(0, few)
  return (
    <Section title={t('records.title')} count={items.length || undefined}>
      {records.isError && items.length === 0 ? (
        <ErrorState problem={records.error} onRetry={() => void records.refetch()} />
      ) : records.isPending ? (
        <LoadingLines rows={2} />
      ) : items.length === 0 ? (
        <p className={classes.none}>{t(role === 'partner' ? 'records.noneVisible' : 'records.none')}</p>
      ) : (
        <>
          <ul className={classes.list}>
            {shown.map(record => (
              <RecordItem key={`${record.type}/${record.externalId}`} record={record} now={now} />
            ))}
          </ul>
          {items.length > few && !isWhole && (
            <Button variant="default" size="xs" className={classes.all} onClick={() => setWhole(true)}>
              {t('records.all', { count: items.length })}
            </Button>
          )}
        </>
      )}
    </Section>
  )
}

function RecordItem({ record, now }: { record: ExternalRecord; now: Date }) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const known = record.type in icons ? (record.type as KnownType) : undefined
  return (
    <li className={classes.item}>
      <Glyph
        icon={known ? icons[known] : IconFile}
        word={known ? t(`records.type.${known}`) : record.type.replaceAll(/[_-]/g, ' ')}
      />
      <span className={classes.title}>
        {record.url ? (
          <a href={record.url} target="_blank" rel="noreferrer">
            {record.title}
            <IconExternalLink size={16} stroke={1.75} aria-hidden="true" />
            <span className="visually-hidden">{t('records.elsewhere')}</span>
          </a>
        ) : (
          record.title
        )}
      </span>
      {record.amount === null ? (
        <span />
      ) : (
        <span className="figures">
          {record.currency
            ? format.money(record.amount, record.currency)
            : format.number(record.amount, { maximumFractionDigits: 2 })}
        </span>
      )}
      <span className={classes.under}>
        {record.status && <Tag>{record.status}</Tag>}
        {record.occurredAt && (
          <time dateTime={record.occurredAt}>{format.shortDay(record.occurredAt, now)}</time>
        )}
        <time dateTime={record.updatedAt}>
          {t('records.updated', { age: ageOrDay(format, record.updatedAt, now) })}
        </time>
      </span>
    </li>
  )
}
