import { Button } from '@mantine/core'
import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useRefreshOrganisation } from '../queries.ts'
import classes from './AccessButton.module.css'

export interface AccessButtonProps {
  member: Member
  onDone: () => void
}

/** Closes somebody's access at once, or opens it again; ten seconds to take it back. */
export function AccessButton({ member, onDone }: AccessButtonProps) {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  const offerUndo = useUndo()
  const refresh = useRefreshOrganisation()
  const { id, name } = member
  const isOpen = member.status === 'active'
  const set = async (open: boolean) => {
    await (open ? call.workspaces.reactivateMember({ id }) : call.workspaces.deactivateMember({ id }))
    await refresh()
  }
  const changing = useMutation({
    mutationFn: () => set(!isOpen),
    onSuccess: () => {
      offerUndo({
        text: isOpen ? t('people.closedFor', { name }) : t('people.openedFor', { name }),
        undo: () => set(isOpen),
      })
      onDone()
    },
  })
  return (
    <section className={classes.access} aria-label={t('people.access')}>
      <FormProblem problem={changing.error} />
      <p className={classes.hint}>{isOpen ? t('people.closeEffect') : t('people.openEffect')}</p>
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
