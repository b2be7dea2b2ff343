import {
  type Icon,
  IconBan,
  IconBrandMessenger,
  IconBrandWhatsapp,
  IconCopy,
  IconHash,
  IconMail,
  IconPhone,
  IconRosetteDiscountCheck,
  IconWorld,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Identity } from '../../../contract/contacts.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './CustomerCard.module.css'

export interface IdentitiesProps {
  identities: readonly Identity[]
}

const icons: Record<Identity['kind'], Icon> = {
  email: IconMail,
  phone: IconPhone,
  whatsapp: IconBrandWhatsapp,
  messenger: IconBrandMessenger,
  visitor: IconWorld,
  external: IconHash,
}

/** The addresses and numbers of a person, copied by a click; which are proven, and which are blocked. */
export function Identities({ identities }: IdentitiesProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const announce = useAnnounce()
  if (identities.length === 0) return <p className={classes.quiet}>{t('card.noIdentity')}</p>
  const copy = async (value: string) => {
    await navigator.clipboard.writeText(value)
    announce(t('card.copied'), 'polite', { visible: true })
  }
  return (
    <ul className={classes.identities} aria-label={t('card.identities')}>
      {identities.map(identity => {
        const Drawing = icons[identity.kind]
        const isHidden = identity.value.includes('•')
        const shown = identity.kind === 'phone' ? format.phone(identity.value) : identity.shown
        return (
          <li
            key={identity.id}
            className={classes.identity}
            data-blocked={identity.blockedAt !== null || undefined}
          >
            <Drawing size={16} stroke={1.75} aria-hidden="true" />
            <span
              className="truncate"
              title={
                identity.lastUsedAt
                  ? t('card.lastUsed', { when: format.age(identity.lastUsedAt, new Date()) })
                  : undefined
              }
            >
              {shown}
            </span>
            {identity.blockedAt ? (
              <Glyph icon={IconBan} word={t('card.blocked')} tone="late" />
            ) : (
              identity.verifiedAt && (
                <Glyph icon={IconRosetteDiscountCheck} word={t('card.verified')} tone="done" />
              )
            )}
            {!isHidden && identity.kind !== 'visitor' && (
              <button
                type="button"
                className={classes.copy}
                aria-label={t('card.copy', { value: shown })}
                onClick={() => void copy(identity.value)}
              >
                <IconCopy size={16} stroke={1.75} aria-hidden="true" />
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
