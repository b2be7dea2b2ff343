import { Button, CloseButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { ActPopover } from '../acts/ActPopover.tsx'
import { AssignPicker } from '../acts/AssignPicker.tsx'
import { PriorityPicker } from '../acts/PriorityPicker.tsx'
import { ReasonPicker } from '../acts/ReasonPicker.tsx'
import { SnoozePicker } from '../acts/SnoozePicker.tsx'
import { TagPicker } from '../acts/TagPicker.tsx'
import { useMarkUnread } from '../acts/useReading.ts'
import classes from './ListPane.module.css'
import { useBulk } from './useBulk.ts'

export interface BulkBarProps {
  rows: readonly ConversationRow[]
  onDone: () => void
  /** These alone stay chosen: they were refused. */
  onKeep: (ids: readonly string[]) => void
}

/** What may be done to the chosen conversations together; one undo takes all of it back. */
export function BulkBar({ rows, onDone, onKeep }: BulkBarProps) {
  const { t } = useTranslation('desk')
  const { me, role } = useSession()
  const [open, setOpen] = useState<'assign' | 'reason' | 'priority' | 'tag' | 'snooze'>()
  const bulk = useBulk(onKeep)
  const markUnread = useMarkUnread()
  const shut = () => setOpen(undefined)

  const assign = (to: { id: string; name: string } | null) =>
    bulk(rows, {
      act: { kind: 'assign', memberId: to?.id ?? null },
      change: () => ({ assignee: to }),
      expectsHolder: true,
    })
  const common = [...new Set(rows.flatMap(row => row.tags))].filter(tag =>
    rows.every(row => row.tags.includes(tag)),
  )
  const setTags = (tags: string[]) => {
    const add = tags.filter(tag => !common.includes(tag))
    const remove = common.filter(tag => !tags.includes(tag))
    return bulk(rows, {
      act: { kind: 'tags', add, remove },
      keepsChoice: true,
      change: row => ({ tags: [...new Set([...row.tags.filter(tag => !remove.includes(tag)), ...add])] }),
    })
  }

  return (
    <section className={classes.bulk} aria-label={t('bulk.label')}>
      <CloseButton aria-label={t('list.unselect')} onClick={onDone} />
      <span className={classes.bulkCount}>{t('list.selected', { count: rows.length })}</span>
      {role !== 'collaborator' && (
        <div className={classes.bulkActs}>
          <Button
            variant="default"
            size="sm"
            onClick={() => assign({ id: me.member.id, name: me.member.name })}
          >
            {t('bulk.take')}
          </Button>
          <ActPopover
            opened={open === 'assign'}
            onClose={shut}
            label={t('pick.assign')}
            target={
              <Button variant="default" size="sm" onClick={() => setOpen('assign')}>
                {t('bulk.assign')}
              </Button>
            }
          >
            <AssignPicker
              assigneeId={undefined}
              teamId={undefined}
              onAssign={assign}
              onTeam={team =>
                bulk(rows, {
                  act: { kind: 'assign', memberId: null, teamId: team.id },
                  change: () => ({ team, assignee: null }),
                })
              }
              onClose={shut}
            />
          </ActPopover>
          <ActPopover
            opened={open === 'reason'}
            onClose={shut}
            label={t('pick.reason')}
            width={360}
            target={
              <Button variant="default" size="sm" onClick={() => setOpen('reason')}>
                {t('bulk.reason')}
              </Button>
            }
          >
            <ReasonPicker
              reasonId={
                rows.every(row => row.reasonId === rows[0]?.reasonId) ? (rows[0]?.reasonId ?? null) : null
              }
              onPick={reasonId =>
                bulk(rows, {
                  act: { kind: 'reason', reasonId },
                  keepsChoice: true,
                  change: () => ({ reasonId }),
                })
              }
              onClose={shut}
            />
          </ActPopover>
          <ActPopover
            opened={open === 'priority'}
            onClose={shut}
            label={t('pick.priority')}
            target={
              <Button variant="default" size="sm" onClick={() => setOpen('priority')}>
                {t('bulk.priority')}
              </Button>
            }
          >
            <PriorityPicker
              priority={rows.every(row => row.priority === rows[0]?.priority) ? rows[0]?.priority : undefined}
              onPick={priority =>
                bulk(rows, {
                  act: { kind: 'priority', priority },
                  keepsChoice: true,
                  change: () => ({ priority }),
                })
              }
              onClose={shut}
            />
          </ActPopover>
          <ActPopover
            opened={open === 'tag'}
            onClose={shut}
            label={t('pick.tags')}
            target={
              <Button variant="default" size="sm" onClick={() => setOpen('tag')}>
                {t('bulk.tag')}
              </Button>
            }
          >
            <TagPicker tags={common} onChange={setTags} onClose={shut} />
          </ActPopover>
          <ActPopover
            opened={open === 'snooze'}
            onClose={shut}
            label={t('pick.snooze')}
            target={
              <Button variant="default" size="sm" onClick={() => setOpen('snooze')}>
                {t('bulk.snooze')}
              </Button>
            }
          >
            <SnoozePicker
              onClose={shut}
              onPick={until =>
                bulk(rows, {
                  act: { kind: 'snooze', until: until?.toISOString() ?? null },
                  change: () => ({ status: 'snoozed', snoozedUntil: until?.toISOString() ?? null }),
                })
              }
            />
          </ActPopover>
          <Button
            variant="default"
            size="sm"
            onClick={() => bulk(rows, { act: { kind: 'close' }, change: () => ({ status: 'closed' }) })}
          >
            {t('bulk.close')}
          </Button>
          <Button
            variant="default"
            size="sm"
            onClick={() =>
              bulk(rows, { act: { kind: 'spam', isSpam: true }, change: () => ({ isSpam: true }) })
            }
          >
            {t('bulk.spam')}
          </Button>
        </div>
      )}
      <Button
        variant="default"
        size="sm"
        onClick={() => {
          markUnread(rows, undefined)
          onDone()
        }}
      >
        {t('bulk.unread')}
      </Button>
    </section>
  )
}
