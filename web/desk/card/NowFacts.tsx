import {
  type Icon,
  IconAlertTriangle,
  IconBan,
  IconInbox,
  IconMoodSmile,
  IconPhone,
  IconRepeat,
  IconSeeding,
  IconStar,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useChannelName } from '../useChannelName.ts'
import classes from './CustomerCard.module.css'
import type { NowFact } from './now-facts.ts'

export interface NowFactsProps {
  facts: readonly NowFact[]
}

const icons: Record<NowFact['kind'], Icon> = {
  blocked: IconBan,
  recovery: IconRepeat,
  late: IconAlertTriangle,
  lowScore: IconStar,
  openRequests: IconInbox,
  prefers: IconPhone,
  goodScore: IconMoodSmile,
  first: IconSeeding,
}

/** What matters now, three facts at most; each leads to where it comes from. */
export function NowFacts({ facts }: NowFactsProps) {
  const { t } = useTranslation('desk')
  const channelName = useChannelName()
  if (facts.length === 0) return null
  return (
    <section className={classes.now} aria-label={t('card.now')}>
      <ul className={classes.facts}>
        {facts.map(fact => {
          const Drawing = icons[fact.kind]
          return (
            <li key={fact.kind} className={classes.fact} data-tone={toneOf(fact)}>
              <Drawing size={16} stroke={1.75} aria-hidden="true" />
              <span>
                {linked(fact)}
                {fact.kind === 'lowScore' && fact.words && <q className={classes.words}>{fact.words}</q>}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )

  function linked(fact: NowFact) {
    const words = sentence(fact)
    if (fact.kind === 'recovery') return <Link href={fact.href}>{words}</Link>
    if (fact.kind === 'late' && fact.url)
      return (
        <a href={fact.url} target="_blank" rel="noopener noreferrer">
          {words}
        </a>
      )
    return words
  }

  function sentence(fact: NowFact): string {
    switch (fact.kind) {
      case 'recovery':
        return t(fact.isLate ? 'card.fact.recoveryLate' : 'card.fact.recovery')
      case 'late':
        return t('card.fact.late', { title: fact.title, status: fact.status })
      case 'lowScore':
      case 'goodScore':
        return t(`card.fact.${fact.kind}`, { score: fact.score })
      case 'openRequests':
        return t('card.fact.openRequests', { count: fact.count })
      case 'prefers':
        return t('card.fact.prefers', { channel: channelName(fact.channel) })
      default:
        return t(`card.fact.${fact.kind}`)
    }
  }
}

function toneOf(fact: NowFact): 'late' | 'soon' | undefined {
  if (fact.kind === 'late' || fact.kind === 'blocked' || (fact.kind === 'recovery' && fact.isLate))
    return 'late'
  return fact.kind === 'recovery' || fact.kind === 'lowScore' ? 'soon' : undefined
}
