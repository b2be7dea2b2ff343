import { Button, NativeSelect, Select } from '@mantine/core'
import { IconCircleCheck, IconMail } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Recovery } from '../../../contract/loops.ts'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Standing } from '../board/Standing.tsx'
import { useOwners } from '../data/queries.ts'
import type { RecoveryActs } from '../data/useRecoveryActs.ts'
import { type OpenState, openStates } from '../words.ts'
import { Deadline } from './Deadline.tsx'
import { EndingForm } from './EndingForm.tsx'
import classes from './RecoveryDrawer.module.css'
import type { Purpose } from './RecoveryDrawer.tsx'

export interface RecoveryDetailProps {
  recovery: Recovery
  purpose: Purpose
  onPurpose: (purpose: Purpose) => void
  acts: RecoveryActs
  now: Date
}

/** What was said and why it is here, its facts that can be changed in place, and the ways on. */
export function RecoveryDetail({ recovery, purpose, onPurpose, acts, now }: RecoveryDetailProps) {
  const { t } = useTranslation(['loops', 'common'])
  const format = useFormat()
  const owners = useOwners()
  const body = useRef<HTMLDivElement>(null)
  const isClosed = recovery.state === 'repaired'
  const desk = `/desk/all/${recovery.conversationNumber}`
  return (
    <div ref={body} tabIndex={-1} className={classes.body}>
      <div className={classes.said}>
        {recovery.score !== null && (
          <p className={`${classes.score} figures`}>{t('detail.score', { score: recovery.score, max: 5 })}</p>
        )}
        {recovery.comment ? (
          <blockquote lang={recovery.language ?? undefined}>
            {t('quoted', { comment: recovery.comment })}
          </blockquote>
        ) : (
          <p className={classes.score}>{t('noComment')}</p>
        )}
      </div>
      <dl className={classes.facts}>
        <dt>{t('detail.contact')}</dt>
        <dd className={classes.when}>
          <Link href={`/contacts/${recovery.contact.id}`}>{recovery.contact.name || t('noName')}</Link>
          {recovery.contact.isVip && <Tag>{t('vip')}</Tag>}
        </dd>
        <dt>{t('detail.conversation')}</dt>
        <dd>
          <Link href={desk} className="figures">
            {t('detail.number', { number: recovery.conversationNumber })}
          </Link>
        </dd>
        <dt id="recovery-state">{t('detail.state')}</dt>
        <dd>
          {isClosed ? (
            t('state.repaired')
          ) : (
            <NativeSelect
              aria-labelledby="recovery-state"
              value={recovery.state}
              data={openStates.map(state => ({ value: state, label: t(`state.${state}`) }))}
              onChange={event => void acts.move(recovery, event.currentTarget.value as OpenState)} // its own choices
            />
          )}
        </dd>
        <dt id="recovery-owner">{t('detail.owner')}</dt>
        <dd>
          {isClosed ? (
            (recovery.owner?.name ?? t('nobody'))
          ) : (
            <Select
              aria-labelledby="recovery-owner"
              searchable
              allowDeselect={false}
              {...(purpose === 'give' && { 'data-autofocus': true })}
              placeholder={t('nobody')}
              nothingFoundMessage={t('detail.noOwner')}
              comboboxProps={{ withinPortal: false }}
              data={owners.map(({ id, name }) => ({ value: id, label: name }))}
              value={recovery.owner?.id ?? null}
              onChange={id => {
                const owner = owners.find(one => one.id === id)
                if (owner && owner.id !== recovery.owner?.id) void acts.give(recovery, owner)
              }}
            />
          )}
        </dd>
        <dt>{t('detail.deadline')}</dt>
        <dd>
          {isClosed ? (
            <time dateTime={recovery.dueAt}>{format.dateTime(recovery.dueAt)}</time>
          ) : (
            <Deadline
              recovery={recovery}
              now={now}
              onChange={dueAt => void acts.setDeadline(recovery, dueAt)}
            />
          )}
        </dd>
        <dt>{t('detail.opened')}</dt>
        <dd>
          <time dateTime={recovery.openedAt}>{format.dateTime(recovery.openedAt)}</time>
        </dd>
        {isClosed && recovery.outcome && (
          <>
            <dt>{t('ending.outcome')}</dt>
            <dd>{t(`outcome.${recovery.outcome}`)}</dd>
            <dt>{t('ending.how')}</dt>
            <dd className={classes.when}>
              <Standing recovery={recovery} now={now} />
            </dd>
            {recovery.outcomeNote && (
              <>
                <dt>{t('ending.note')}</dt>
                <dd>{recovery.outcomeNote}</dd>
              </>
            )}
            {recovery.closedAt && (
              <>
                <dt>{t('detail.closed')}</dt>
                <dd>
                  <time dateTime={recovery.closedAt}>{format.dateTime(recovery.closedAt)}</time>
                </dd>
              </>
            )}
          </>
        )}
      </dl>
      {purpose === 'finish' && !isClosed ? (
        <EndingForm
          recovery={recovery}
          acts={acts}
          onDone={() => {
            onPurpose('look')
            // The form that had the focus is gone; the dialog keeps it.
            requestAnimationFrame(() => body.current?.focus())
          }}
        />
      ) : (
        <div className={classes.acts}>
          {isClosed ? (
            <Button variant="default" onClick={() => void acts.reopen(recovery)}>
              {t('move.reopen')}
            </Button>
          ) : (
            <Button
              leftSection={<IconCircleCheck size={16} stroke={1.75} aria-hidden="true" />}
              onClick={() => onPurpose('finish')}
            >
              {t('ending.open')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconMail size={16} stroke={1.75} aria-hidden="true" />}
            renderRoot={props => <Link {...props} href={desk} />}
          >
            {t('detail.answer')}
          </Button>
        </div>
      )}
      <p className={classes.why}>{t('detail.why')}</p>
    </div>
  )
}
