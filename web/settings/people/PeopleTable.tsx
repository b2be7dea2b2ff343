import { Table } from '@mantine/core'
import { IconCircleCheck, IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Member } from '../../../contract/workspaces.ts'
import { useSession } from '../../session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { usePartners, useTeams } from '../queries.ts'
import tableClasses from '../table.module.css'

export interface PeopleTableProps {
  people: readonly Member[]
}

/** People in a table: each row opens the person. */
export function PeopleTable({ people }: PeopleTableProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { me, fileUrl } = useSession()
  const teams = useTeams()
  const partners = usePartners()
  const teamName = (id: string) => teams.data?.find(team => team.id === id)?.name
  const partnerName = (id: string | null) => partners.data?.find(partner => partner.id === id)?.name
  return (
    <Table className={tableClasses.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('people.person')}</Table.Th>
          <Table.Th scope="col">{t('people.role')}</Table.Th>
          <Table.Th scope="col" className={tableClasses.wide}>
            {t('people.teams')}
          </Table.Th>
          <Table.Th scope="col" className={tableClasses.wide}>
            {t('people.access')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map(member => (
          <Table.Tr key={member.id} className={tableClasses.row}>
            <Table.Td>
              <span className={tableClasses.person}>
                <Avatar name={member.name} src={member.photoUrl && fileUrl(member.photoUrl)} member />
                <span className={tableClasses.words}>
                  <Link
                    className={tableClasses.link}
                    href={`/settings/people/${member.id}${location.search}`}
                  >
                    {member.name}
                  </Link>
                  <span className={tableClasses.detail}>
                    {member.id === me.member.id ? `${member.email} · ${t('common:state.you')}` : member.email}
                  </span>
                </span>
              </span>
            </Table.Td>
            <Table.Td>
              {t(`common:role.${member.role}`)}
              {member.partnerId && (
                <span className={tableClasses.detail}> {partnerName(member.partnerId)}</span>
              )}
            </Table.Td>
            <Table.Td className={tableClasses.wide}>
              <span className={tableClasses.tags}>
                {member.teamIds.map(id => {
                  const name = teamName(id)
                  return name && <Tag key={id}>{name}</Tag>
                })}
              </span>
            </Table.Td>
            <Table.Td className={tableClasses.wide}>
              {member.status === 'active' ? (
                <Glyph icon={IconCircleCheck} word={t('people.open')} withWord />
              ) : (
                <Glyph icon={IconLock} word={t('people.closed')} withWord />
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
