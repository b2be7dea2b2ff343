import { Button } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Invitation } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { useRefreshOrganisation } from '../queries.ts'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

/** Invitations nobody has accepted yet; taking one back closes its link at once. */
export function Invitations() {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const format = useFormat()
  const now = useNow(60_000)
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const refresh = useRefreshOrganisation()
  const invitations = useQuery(query.workspaces.listInvitations.queryOptions())
  const revoking = useMutation({
    mutationFn: (invitation: Invitation) => call.workspaces.revokeInvitation({ id: invitation.id }),
    onSuccess: async (_done, { email, name, role, language, teamIds, partnerId }) => {
      await refresh()
      offerUndo({
        // The old link is dead for good: taking it back means a new mail, and the sentence says so.
        text: t('people.revoked', { email }),
        undo: async () => {
          await call.workspaces.invite({ email, name, role, language, teamIds, partnerId })
          await refresh()
        },
      })
    },
  })
  const resending = useMutation({
    mutationFn: ({ id }: Invitation) => call.workspaces.resendInvitation({ id }),
    onSuccess: async ({ email }) => {
      await refresh()
      announce(t('people.resent', { email }), 'polite', { visible: true })
    },
  })
  const items = invitations.data?.items
  if (!items || items.length === 0) return null
  return (
    <SettingGroup anchor="invitations" title={t('people.invitations')} effect={t('people.invitationsEffect')}>
      <FormProblem problem={revoking.error ?? resending.error} />
      <Rows label={t('people.invitations')}>
        {items.map(invitation => (
          <Row
            key={invitation.id}
            name={invitation.name}
            detail={invitation.email}
            facts={
              <>
                <span>{t(`common:role.${invitation.role}`)}</span>
                {new Date(invitation.expiresAt) > now ? (
                  <span>{t('people.expires', { day: format.shortDay(invitation.expiresAt) })}</span>
                ) : (
                  <Glyph
                    icon={IconHourglass}
                    word={t('people.expired', { day: format.shortDay(invitation.expiresAt) })}
                    tone="soon"
                    withWord
                  />
                )}
              </>
            }
            acts={
              <>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={t('people.resendTo', { email: invitation.email })}
                  loading={resending.isPending && resending.variables.id === invitation.id}
                  onClick={() => resending.mutate(invitation)}
                >
                  {t('people.resend')}
                </Button>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={t('people.revokeFor', { email: invitation.email })}
                  loading={revoking.isPending && revoking.variables.id === invitation.id}
                  onClick={() => revoking.mutate(invitation)}
                >
                  {t('people.revoke')}
                </Button>
              </>
            }
          />
        ))}
      </Rows>
    </SettingGroup>
  )
}
