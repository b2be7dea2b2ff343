import { UnstyledButton } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../contract/common.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { wayIn } from '../enter.ts'
import type { UiLanguage } from '../i18n/index.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { Tag } from '../ui/Tag.tsx'
import classes from './DemoPeople.module.css'

export interface DemoPeopleProps {
  workspace: string
  people: readonly { role: Role; name: string; jobTitle: string }[]
}

/** Lets a visitor of the demonstration enter as each of its people, one press each. */
export function DemoPeople({ workspace, people }: DemoPeopleProps) {
  const { t, i18n } = useTranslation(['signin', 'common'])
  const { call } = useApi()
  const entering = useMutation({
    mutationFn: async (role: Role) => {
      const entered = await call.workspaces.demoSession({ role })
      // Whoever reads this page in English goes on in English; otherwise the person's own language would win.
      await call.workspaces.updateMe({ language: i18n.language as UiLanguage }).catch(() => undefined)
      return entered
    },
    onSuccess: ({ slug }) => location.assign(wayIn(slug, location.search)),
  })
  // The page is leaving: a second press would open a second session.
  const busy = entering.isPending || entering.isSuccess
  return (
    <aside className={classes.demo} aria-labelledby="demo-title">
      <div className={classes.heading}>
        <h2 id="demo-title">{workspace}</h2>
        <Tag tone="info">{t('demo.fictional')}</Tag>
      </div>
      <p className={classes.intro}>{t('demo.intro')}</p>
      <FormProblem problem={entering.error} />
      <ul className={classes.people}>
        {people.map(({ role, name, jobTitle }) => (
          <li key={role}>
            <UnstyledButton className={classes.person} disabled={busy} onClick={() => entering.mutate(role)}>
              <Avatar name={name} size={32} member />
              <span className={classes.who}>
                <span className={classes.name}>
                  <span className="visually-hidden">{t('demo.enterAs')} </span>
                  {name}
                </span>
                <span className={classes.job}>
                  <span className={classes.role}>{t(`common:role.${role}`)}</span>
                  {jobTitle && ` · ${jobTitle}`}
                </span>
              </span>
              <IconArrowRight size={16} stroke={1.75} aria-hidden="true" />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </aside>
  )
}
