import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKey } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Row } from '../Rows.tsx'
import classes from './ApiKeyRow.module.css'

export interface ApiKeyRowProps {
  apiKey: ApiKey
  /** Names of the teams it is limited to. */
  teamNames: string[]
  now: Date
}

/** A key: what it may do, when it last served, and its end. Revoking cannot be undone, so it is asked for twice. */
export function ApiKeyRow({ apiKey, teamNames, now }: ApiKeyRowProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const format = useFormat()
  const [asking, setAsking] = useState(false)
  const { id, name } = apiKey
  const revoking = useMutation({
    mutationFn: () => call.workspaces.revokeApiKey({ id }),
    onSuccess: async () => {
      announce(t('api.revoked', { name }))
      await queryClient.invalidateQueries({ queryKey: query.workspaces.listApiKeys.key() })
    },
  })
  return (
    <Row
      name={name}
      detail={
        <>
          <span className={classes.facts}>
            <code>…{apiKey.tokenEnd}</code>
            <span>{t(`common:role.${apiKey.role}`)}</span>
            {apiKey.teamIds && <span>{t('api.onlyTeams', { names: teamNames.join(', ') })}</span>}
            <span>
              {apiKey.lastUsedAt
                ? t('api.used', { when: format.age(apiKey.lastUsedAt, now) })
                : t('api.neverUsed')}
            </span>
            <span>
              {apiKey.expiresAt ? t('api.until', { day: format.day(apiKey.expiresAt) }) : t('api.noEnd')}
            </span>
          </span>
          <span className={classes.scopes}>{apiKey.scopes.join(', ')}</span>
          <FormProblem problem={revoking.error} />
        </>
      }
      acts={
        asking ? (
          <fieldset className={classes.ask}>
            <legend>{t('api.revokeEffect')}</legend>
            <Button color="red" size="xs" loading={revoking.isPending} onClick={() => revoking.mutate()}>
              {t('api.revoke')}
            </Button>
            <Button variant="default" size="xs" autoFocus onClick={() => setAsking(false)}>
              {t('api.keep')}
            </Button>
          </fieldset>
        ) : (
          <Button
            variant="default"
            size="xs"
            aria-label={t('api.revokeOne', { name })}
            onClick={() => setAsking(true)}
          >
            {t('api.revoke')}
          </Button>
        )
      }
    />
  )
}
