import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RightsRequest } from '../../../contract/privacy.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { DueDay } from '../../ui/DueDay.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { menuInMain } from '../../ui/in-main.ts'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Privacy.module.css'
import { TellForm, type Telling } from './TellForm.tsx'

export interface RightsRequestCardProps {
  request: RightsRequest
}

/** What somebody asked about their data, how it stands in words, and the acts that are possible now. */
export function RightsRequestCard({ request }: RightsRequestCardProps) {
  const { t } = useTranslation('common')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const format = useFormat()
  const [telling, setTelling] = useState<Telling>()
  const { id, doubtedAt, identityConfirmedAt } = request
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.privacy.listRequests.key() })
  const confirming = useMutation({
    mutationFn: () => call.privacy.confirmIdentity({ id }),
    onSuccess: refresh,
  })
  const withdrawing = useMutation({
    mutationFn: () => call.privacy.decideRequest({ id, decision: 'withdrawn' }),
    onSuccess: refresh,
  })
  const isOpen = request.decision === null
  const isDoubted = doubtedAt !== null && identityConfirmedAt === null
  return (
    <li className={classes.request}>
      <div className={classes.line}>
        <span className={classes.kind}>{t(`privacy.kind.${request.kind}`)}</span>
        <span className={classes.soft}>
          {t('privacy.received', { day: format.day(`${request.receivedOn}T12:00:00Z`) })}
        </span>
        {isOpen && <DueDay day={request.dueOn} daysLeft={request.daysLeft} />}
      </div>
      <Story request={request} />
      {isOpen && (
        <>
          <FormProblem problem={confirming.error ?? withdrawing.error} />
          <div className={classes.acts}>
            {isDoubted ? (
              <Button
                size="xs"
                variant="default"
                loading={confirming.isPending}
                onClick={() => confirming.mutate()}
              >
                {t('privacy.act.confirm')}
              </Button>
            ) : (
              <Button
                size="xs"
                variant="default"
                aria-expanded={telling === 'grant'}
                onClick={() => setTelling('grant')}
              >
                {t('privacy.act.grant')}
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              aria-expanded={telling === 'refuse'}
              onClick={() => setTelling('refuse')}
            >
              {t('privacy.act.refuse')}
            </Button>
            <Menu position="bottom-end" {...menuInMain}>
              <Menu.Target>
                <ActionIcon
                  variant="default"
                  aria-label={t('privacy.act.more')}
                  loading={withdrawing.isPending}
                >
                  <IconDots size={16} stroke={1.75} aria-hidden="true" />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {request.extendableTo && (
                  <Menu.Item onClick={() => setTelling('extend')}>{t('privacy.act.extend')}</Menu.Item>
                )}
                {!doubtedAt && (
                  <Menu.Item onClick={() => setTelling('doubt')}>{t('privacy.act.doubt')}</Menu.Item>
                )}
                <Menu.Item onClick={() => withdrawing.mutate()}>{t('privacy.act.withdraw')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </div>
          {telling && (
            <TellForm
              key={telling}
              request={request}
              telling={telling}
              onClose={() => setTelling(undefined)}
            />
          )}
        </>
      )}
    </li>
  )
}

/** What was done so far, and whether the person knows. */
function Story({ request }: { request: RightsRequest }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const told = (isTold: boolean) => t(isTold ? 'privacy.toldByMail' : 'privacy.notTold')
  const { decision, refusalGround, decidedAt } = request
  const lines = [
    request.extendedAt && [
      t('privacy.extendedFor', { reason: request.extensionReason }),
      told(request.extensionTold),
    ],
    request.identityConfirmedAt
      ? [t('privacy.confirmed')]
      : request.doubtedAt && [t('privacy.doubted', { reason: request.doubtReason }), told(request.doubtTold)],
    decision && [
      t(`privacy.decided.${decision}`, { day: decidedAt && format.day(decidedAt) }),
      refusalGround && t(`privacy.ground.${refusalGround}`),
      request.decisionReason,
      decision !== 'withdrawn' && !request.isErased && told(request.decisionTold),
    ],
  ].flatMap(line => (line ? [line.filter(Boolean).join(' · ')] : []))
  return lines.map(line => (
    <p key={line} className={classes.soft}>
      {line}
    </p>
  ))
}
