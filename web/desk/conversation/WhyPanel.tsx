import { Anchor, Button } from '@mantine/core'
import { IconBulb } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useWorkState } from '../../presence/useWorkState.ts'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Standing } from '../offers/Standing.tsx'
import classes from './WhyPanel.module.css'
import type { Why } from './why.ts'

export interface WhyPanelProps {
  conversationId: string
  choices: readonly Why[]
  mayCorrectTeam: boolean
  onCorrectTeam: () => void
  onClose: () => void
}

/** What happened by itself in this conversation, and why; with the way to correct what can be corrected. */
export function WhyPanel({ conversationId, choices, mayCorrectTeam, onCorrectTeam, onClose }: WhyPanelProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { workspace } = useSession()
  const format = useFormat()
  const isRouted = useWorkState() !== undefined
  return (
    <section className={classes.panel} aria-label={t('why.title')}>
      <h3 className={classes.title}>
        <IconBulb size={16} stroke={1.75} aria-hidden="true" />
        {t('why.title')}
      </h3>
      <ul className={classes.list}>
        {choices.map(why => (
          <li key={why.kind}>
            {sentence(why)}{' '}
            {why.kind === 'team' && mayCorrectTeam && (
              <Anchor component="button" type="button" onClick={onCorrectTeam}>
                {t('why.correctTeam')}
              </Anchor>
            )}
            {why.kind === 'recovery' && (
              <Anchor component={Link} href={`/loops/recoveries/${why.recoveryId}`}>
                {t('why.seeRecovery')}
              </Anchor>
            )}
          </li>
        ))}
      </ul>
      {isRouted && <Standing conversationId={conversationId} />}
      <Button variant="default" size="sm" onClick={onClose} ref={button => button?.focus()}>
        {t('why.close')}
      </Button>
    </section>
  )

  function sentence(why: Why): string {
    switch (why.kind) {
      case 'team':
        return t('why.team', { team: why.team })
      case 'due':
        return t('why.due', {
          when: format.when(why.at, new Date()),
          hours: workspace.settings.mailAnswerHours,
        })
      case 'promised':
        return t(why.name ? 'why.promised' : 'why.promisedUnnamed', {
          when: format.when(why.at, new Date()),
          name: why.name,
        })
      case 'language':
        return t('why.language', { language: t(`common:language.${why.language}`) })
      default:
        return t(`why.${why.kind}`)
    }
  }
}
