import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconLock, IconRosetteDiscountCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Identity } from '../../../contract/contacts.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { menuInMain } from '../../ui/in-main.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { ageOrDay } from '../age-or-day.ts'
import type { useIdentities } from '../data/useIdentities.ts'
import classes from './IdentitiesSection.module.css'
import { identityIcons } from './identity-kinds.ts'

export interface IdentityItemProps {
  identity: Identity
  canEdit: boolean
  now: Date
  acts: ReturnType<typeof useIdentities>
}

/** One address or number: what it is, whether it is proved or blocked, when it last served. */
export function IdentityItem({ identity, canEdit, now, acts }: IdentityItemProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const format = useFormat()
  const announce = useAnnounce()
  const shown = identity.kind === 'phone' ? format.phone(identity.value) : identity.shown
  const copy = async () => {
    await navigator.clipboard.writeText(identity.value)
    announce(t('common:act.copied'), 'polite', { visible: true })
  }
  return (
    <li className={classes.item}>
      <Glyph icon={identityIcons[identity.kind]} word={t(`identity.kind.${identity.kind}`)} />
      <span className={classes.words}>
        <span className={`${classes.value} figures`} data-blocked={identity.blockedAt ? true : undefined}>
          {shown}
        </span>
        <span className={classes.marks}>
          {identity.blockedAt && <Glyph icon={IconLock} word={t('identity.isBlocked')} withWord />}
          {identity.verifiedAt ? (
            <Glyph icon={IconRosetteDiscountCheck} word={t('identity.isVerified')} withWord tone="done" />
          ) : (
            <span>{t('identity.notVerified')}</span>
          )}
          {identity.lastUsedAt && (
            <time dateTime={identity.lastUsedAt}>
              {t('identity.lastUsed', { when: ageOrDay(format, identity.lastUsedAt, now) })}
            </time>
          )}
        </span>
      </span>
      {canEdit && (
        <Menu position="bottom-end" {...menuInMain}>
          <Menu.Target>
            <ActionIcon aria-label={t('identity.acts', { value: shown })}>
              <IconDots size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void copy()}>{t('common:act.copy')}</Menu.Item>
            <Menu.Item onClick={() => void acts.verify(identity, !identity.verifiedAt)}>
              {t(identity.verifiedAt ? 'identity.unverify' : 'identity.verify')}
            </Menu.Item>
            <Menu.Item onClick={() => void acts.block(identity, !identity.blockedAt)}>
              {t(identity.blockedAt ? 'identity.unblock' : 'identity.block')}
            </Menu.Item>
            <Menu.Item onClick={() => void acts.remove(identity)}>{t('identity.remove')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  )
}
