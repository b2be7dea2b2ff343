import { Button, Table } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle, IconHourglass } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import { Copyable } from '../Copyable.tsx'
import classes from './DnsAdvice.module.css'

const drawings = {
  good: { icon: IconCircleCheck, tone: 'done' },
  weak: { icon: IconHourglass, tone: 'soon' },
  missing: { icon: IconAlertTriangle, tone: 'late' },
  unknown: { icon: IconHelpCircle, tone: 'muted' },
} as const

export interface DnsAdviceProps {
  channelId: string
}

/** What the domain says to other mail servers, what it should say, and the text to give to whoever keeps it. */
export function DnsAdvice({ channelId }: DnsAdviceProps) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const phone = useIsPhone()
  const advice = useQuery(query.channels.dnsAdvice.queryOptions({ input: { id: channelId } }))
  if (advice.isError) return <ErrorState problem={advice.error} onRetry={() => void advice.refetch()} />
  if (!advice.data) return <LoadingLines rows={3} />
  const lines = advice.data.items.map(item => ({
    ...item,
    kind: item.record.toUpperCase(),
    state: <Glyph {...drawings[item.state]} word={t(`dns.state.${item.state}`)} withWord />,
    found: item.found ? <code className={classes.code}>{item.found}</code> : t('dns.nothing'),
    advised: <Copyable text={item.advised} label={t('dns.copy', { record: item.record.toUpperCase() })} />,
  }))
  return (
    <div className={classes.advice}>
      {phone ? (
        <ul className={classes.cards}>
          {lines.map(line => (
            <li key={line.record}>
              <p className={classes.heading}>
                <strong>{line.kind}</strong> {line.state}
              </p>
              <p>{line.sentence}</p>
              <dl>
                <dt>{t('dns.name')}</dt>
                <dd>
                  <code className={classes.code}>{line.name}</code>
                </dd>
                <dt>{t('dns.found')}</dt>
                <dd>{line.found}</dd>
                <dt>{t('dns.advised')}</dt>
                <dd>{line.advised}</dd>
              </dl>
            </li>
          ))}
        </ul>
      ) : (
        <Table className={classes.table} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('dns.record')}</Table.Th>
              <Table.Th scope="col">{t('dns.verdict')}</Table.Th>
              <Table.Th scope="col">{t('dns.found')}</Table.Th>
              <Table.Th scope="col">{t('dns.advised')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(line => (
              <Table.Tr key={line.record}>
                <Table.Th scope="row">
                  {line.kind}
                  <br />
                  <code className={classes.code}>{line.name}</code>
                </Table.Th>
                <Table.Td>
                  {line.state}
                  <p className={classes.sentence}>{line.sentence}</p>
                </Table.Td>
                <Table.Td>{line.found}</Table.Td>
                <Table.Td>{line.advised}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Button variant="default" loading={advice.isFetching} onClick={() => void advice.refetch()}>
        {t('dns.again')}
      </Button>
    </div>
  )
}
