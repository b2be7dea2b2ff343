import { ActionIcon, Button, Table } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { AuditEntry } from '../../../contract/workspaces.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { OpenConversation } from '../OpenConversation.tsx'
import classes from './AuditRow.module.css'
import { auditLines } from './audit-lines.ts'
import { subjectKind, subjectPlace } from './subjects.ts'
import { useAuditWords } from './useAuditWords.ts'

export interface AuditRowProps {
  entry: AuditEntry
  onSubject: (id: string) => void
}

/** One line of the log, which opens on its values. */
export function AuditRow({ entry, onSubject }: AuditRowProps) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const words = useAuditWords()
  const [open, setOpen] = useState(false)
  const lines = auditLines(entry.data)
  const place = subjectPlace(entry.subjectKind, entry.subjectId)
  const conversationId = subjectKind(entry.subjectKind) === 'conversation' ? entry.subjectId : null
  const about = words.about(entry)
  const what = words.what(entry)
  const who = words.who(entry)
  const detailId = `audit-${entry.id}`
  return (
    <>
      <Table.Tr>
        <Table.Td className={classes.when}>
          <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
          <span className={classes.narrow}>{who}</span>
        </Table.Td>
        <Table.Td className={classes.wide}>{who}</Table.Td>
        <Table.Td>
          {what}
          <span className={classes.narrow}>{about}</span>
        </Table.Td>
        <Table.Td className={classes.wide}>{place ? <Link href={place}>{about}</Link> : about}</Table.Td>
        <Table.Td className={classes.act}>
          <ActionIcon
            aria-label={t('audit.detailsOf', { what, when: format.dateTime(entry.at) })}
            aria-expanded={open}
            aria-controls={open ? detailId : undefined}
            onClick={() => setOpen(!open)}
          >
            {open ? (
              <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
            ) : (
              <IconChevronRight size={16} stroke={1.75} aria-hidden="true" />
            )}
          </ActionIcon>
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr id={detailId}>
          <Table.Td colSpan={5} className={classes.detail}>
            {lines.length > 0 && (
              <dl className={classes.lines}>
                {lines.map(({ name, before, value }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>
                      {before !== undefined && <del>{before}</del>} {value && <ins>{value}</ins>}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
            <p className={classes.type}>
              <code>{entry.type}</code>
              {entry.subjectId && <code>{entry.subjectId}</code>}
            </p>
            {conversationId && <OpenConversation id={conversationId} />}
            {entry.subjectId && (
              <Button variant="subtle" size="xs" onClick={() => onSubject(entry.subjectId!)}>
                {t('audit.onlyThis')}
              </Button>
            )}
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}
