import { Button, CloseButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { ActPopover } from '../acts/ActPopover.tsx'
import { AssignPicker } from '../acts/AssignPicker.tsx'
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
  const { call } = useApi()
  const { me, role } = useSession()
  const [open, setOpen] = useState<'assign' | 'reason' | 'tag' | 'snooze'>()
  const bulk = useBulk(onKeep)
  const markUnread = useMarkUnread()
  const shut = () => setOpen(undefined)
  const { conversations } = call

  const assign = (to: { id: string; name: string } | null) =>
    bulk(rows, {
      change: () => ({ assignee: to }),
      run: row =>
        conversations.assign({ id: row.id, memberId: to?.id ?? null, expected: row.assignee?.id ?? null }),
      undo: row => conversations.assign({ id: row.id, memberId: row.assignee?.id ?? null }),
    })
  const common = [...new Set(rows.flatMap(row => row.tags))].filter(tag =>
    rows.every(row => row.tags.includes(tag)),
  )
  const setTags = (tags: string[]) =>
    bulk(rows, {
      keepsChoice: true,
      change: row => ({ tags: merged(row.tags, common, tags) }),
      run: row => conversations.update({ id: row.id, tags: merged(row.tags, common, tags) }),
      undo: row => conversations.update({ id: row.id, tags: row.tags }),
    })

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
                  change: () => ({ team, assignee: null }),
                  run: row => conversations.assign({ id: row.id, memberId: null, teamId: team.id }),
                  undo: row =>
                    conversations.assign({
                      id: row.id,
                      memberId: row.assignee?.id ?? null,
                      teamId: row.team?.id ?? null,
                    }),
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
                  keepsChoice: true,
                  change: () => ({ reasonId }),
                  run: row => conversations.update({ id: row.id, reasonId }),
                  undo: row => conversations.update({ id: row.id, reasonId: row.reasonId }),
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
                  change: () => ({ status: 'snoozed', snoozedUntil: until?.toISOString() ?? null }),
                  run: row => conversations.snooze({ id: row.id, until: until?.toISOString() ?? null }),
                  undo: row => conversations.wake({ id: row.id }),
                })
              }
            />
          </ActPopover>
          <Button
            variant="default"
            size="sm"
            onClick={() =>
              bulk(rows, {
                change: () => ({ status: 'closed' }),
                run: row => conversations.close({ id: row.id }),
                undo: row => conversations.reopen({ id: row.id }),
              })
            }
          >
            {t('bulk.close')}
          </Button>
          <Button
            variant="default"
            size="sm"
            onClick={() =>
              bulk(rows, {
                change: () => ({ isSpam: true }),
                run: row => conversations.setSpam({ id: row.id, isSpam: true }),
                undo: row => conversations.setSpam({ id: row.id, isSpam: false }),
              })
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

/** The tags all of them had are replaced by those chosen now; each keeps its own others. */
function merged(own: readonly string[], before: readonly string[], after: readonly string[]): string[] {
  return [...new Set([...own.filter(tag => !before.includes(tag) || after.includes(tag)), ...after])]
}
