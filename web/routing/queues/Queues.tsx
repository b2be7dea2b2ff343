import { useTranslation } from 'react-i18next'
import type { PartnerContract, Queue } from '../../../contract/queues.ts'
import { Row, Rows } from '../../settings/Rows.tsx'
import { SettingGroup } from '../../settings/SettingGroup.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useContracts, useQueueChoices, useQueues } from './useQueues.ts'

export interface QueuesProps {
  /** Where a queue or a contract opens; absent for those who only read. */
  leadsTo: (what: string) => { href?: string }
}

/** The queues by name: how their work comes, what waits in each and who is there. */
export function Queues({ leadsTo }: QueuesProps) {
  const { t } = useTranslation('queues')
  const { queues } = useQueues()
  const inWords = useQueueInWords()
  return (
    <SettingGroup anchor="queues" title={t('queues')} effect={t('queuesEffect')}>
      {queues.isError && !queues.data ? (
        <ErrorState problem={queues.error} onRetry={() => void queues.refetch()} />
      ) : !queues.data ? (
        <LoadingLines shape="rows" rows={3} />
      ) : queues.data.length === 0 ? (
        <EmptyState text={t('noQueue')} action={{ label: t('addTeam'), href: '/settings/teams/new' }} />
      ) : (
        <Rows label={t('queues')}>
          {queues.data.map(queue => (
            <Row
              key={queue.teamId}
              {...leadsTo(queue.teamId)}
              name={queue.name}
              detail={inWords(queue)}
              facts={
                <>
                  <span>{t('queue.waiting', { count: queue.waiting })}</span>
                  <Tag tone={queue.available > 0 ? 'done' : 'neutral'}>
                    {queue.positions === null
                      ? t('queue.available', { count: queue.available })
                      : t('queue.availableOf', { count: queue.available, positions: queue.positions })}
                  </Tag>
                </>
              }
            />
          ))}
        </Rows>
      )}
    </SettingGroup>
  )
}

function useQueueInWords() {
  const { t } = useTranslation('queues')
  const { skills, teams } = useQueueChoices()
  const nameIn = (choices: typeof skills, id: string) =>
    choices.find(({ value }) => value === id)?.label ?? ''
  return ({ way, autoAccept, needs, steps, overflow }: Queue): string =>
    [
      t(`queue.is.${way}`),
      ...(way === 'push' && autoAccept ? [t('queue.accepted')] : []),
      ...needs.map(({ skillId, level }) => t('queue.needed', { skill: nameIn(skills, skillId), level })),
      ...(steps.length > 0 ? [t('queue.widens', { count: steps.length })] : []),
      ...(overflow ? [t('queue.overflowsTo', { team: nameIn(teams, overflow.teamId) })] : []),
    ].join(' · ')
}

/** What each partner may be given; nothing is shown in a house that works with none. */
export function Contracts({ leadsTo }: QueuesProps) {
  const { t } = useTranslation('queues')
  const { contracts } = useContracts()
  if (!contracts.data || contracts.data.length === 0) return null
  return (
    <SettingGroup anchor="contracts" title={t('contracts')} effect={t('contractsEffect')}>
      <Rows label={t('contracts')}>
        {contracts.data.map(contract => (
          <Row
            key={contract.partnerId}
            {...leadsTo(`partner-${contract.partnerId}`)}
            name={contract.name}
            detail={<ContractInWords contract={contract} />}
          />
        ))}
      </Rows>
    </SettingGroup>
  )
}

function ContractInWords({ contract }: { contract: PartnerContract }) {
  const { t } = useTranslation('queues')
  if (!contract.isAgreed) return t('contract.none')
  const { teamIds, reasonIds, share, mostOpen, takesComplaints } = contract
  return [
    teamIds.length > 0 ? t('contract.ofTeams', { count: teamIds.length }) : t('contract.ofAllTeams'),
    reasonIds.length > 0 ? t('contract.ofReasons', { count: reasonIds.length }) : t('contract.ofAllReasons'),
    ...(takesComplaints ? [] : [t('contract.noComplaints')]),
    ...(share === null ? [] : [t('contract.ofShare', { share })]),
    ...(mostOpen === null ? [] : [t('contract.ofMost', { count: mostOpen })]),
  ].join(' · ')
}
