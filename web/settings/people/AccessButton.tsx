import { Button, Select, Textarea } from '@mantine/core'
import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useMembers, useRefreshOrganisation, useTeams } from '../queries.ts'
import classes from './AccessButton.module.css'
import { OpenWork } from './OpenWork.tsx'

export interface AccessButtonProps {
  member: Member
  onDone: () => void
}

/** Closes somebody's access at once and hands over their work, or opens it again; ten seconds to take it back. */
export function AccessButton({ member, onDone }: AccessButtonProps) {
  const { t } = useTranslation('settings')
  const { call, query } = useApi()
  const offerUndo = useUndo()
  const refresh = useRefreshOrganisation()
  const [heir, setHeir] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const { id, name } = member
  const isOpen = member.status === 'active'
  const work = useQuery(query.conversations.openWork.queryOptions({ input: { id }, enabled: isOpen }))
  const hasWork = (work.data?.conversations ?? 0) + (work.data?.recoveries ?? 0) > 0
  const close = async () => {
    const [kind, heirId] = heir?.split(':') ?? []
    await call.workspaces.deactivateMember({
      id,
      ...(kind === 'member' && { toMemberId: heirId }),
      ...(kind === 'team' && { toTeamId: heirId }),
      ...(note.trim() && { note: note.trim() }),
    })
    await refresh()
  }
  const open = async (withWork: boolean) => {
    await call.workspaces.reactivateMember({ id, withWork })
    await refresh()
  }
  const changing = useMutation({
    mutationFn: () => (isOpen ? close() : open(false)),
    onSuccess: () => {
      offerUndo({
        text: isOpen ? t('people.closedFor', { name }) : t('people.openedFor', { name }),
        undo: () => (isOpen ? open(true) : close()),
      })
      onDone()
    },
  })
  return (
    <section className={classes.access} aria-label={t('people.access')}>
      <FormProblem problem={changing.error ?? work.error} />
      <p className={classes.hint}>{isOpen ? t('people.closeEffect') : t('people.openEffect')}</p>
      {isOpen && work.data && <OpenWork work={work.data} />}
      {isOpen && hasWork && (
        <>
          <Heir except={id} value={heir} onChange={setHeir} />
          <Textarea
            label={t('people.handOverNote')}
            description={t('people.handOverNoteHint')}
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
            className={classes.field}
          />
        </>
      )}
      <Button
        variant="default"
        loading={changing.isPending}
        leftSection={
          isOpen ? (
            <IconLock size={16} stroke={1.75} aria-hidden="true" />
          ) : (
            <IconLockOpen size={16} stroke={1.75} aria-hidden="true" />
          )
        }
        onClick={() => changing.mutate()}
      >
        {isOpen ? t('people.closeAccess') : t('people.openAccess')}
      </Button>
    </section>
  )
}

interface HeirProps {
  except: string
  /** `member:…` or `team:…`; nothing for each team's own. */
  value: string | null
  onChange: (value: string | null) => void
}

function Heir({ except, value, onChange }: HeirProps) {
  const { t } = useTranslation('settings')
  const members = useMembers()
  const teams = useTeams()
  const people = (members.data ?? []).filter(({ id, role }) => id !== except && role !== 'collaborator')
  return (
    <Select
      label={t('people.handOverTo')}
      placeholder={t('people.handOverTeams')}
      clearable
      searchable
      data={[
        {
          group: t('section.people.name'),
          items: people.map(({ id, name }) => ({ value: `member:${id}`, label: name })),
        },
        {
          group: t('section.teams.name'),
          items: (teams.data ?? []).map(({ id, name }) => ({ value: `team:${id}`, label: name })),
        },
      ]}
      value={value}
      onChange={onChange}
      className={classes.field}
    />
  )
}
