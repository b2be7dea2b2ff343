import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import { useIdentities } from '../data/useIdentities.ts'
import { AddIdentity } from './AddIdentity.tsx'
import classes from './IdentitiesSection.module.css'
import { IdentityItem } from './IdentityItem.tsx'
import { Section } from './Section.tsx'

export interface IdentitiesSectionProps {
  contact: Contact
  canEdit: boolean
  now: Date
}

/** Where a person is reached: addresses and numbers, proved, blocked, added, removed. */
export function IdentitiesSection({ contact, canEdit, now }: IdentitiesSectionProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const acts = useIdentities(contact)
  const [isAdding, setAdding] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setAdding(false)
    requestAnimationFrame(() => button.current?.focus())
  }
  return (
    <Section
      title={t('identity.title')}
      action={
        canEdit &&
        !isAdding && (
          <Button
            ref={button}
            variant="subtle"
            size="xs"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
            aria-label={t('identity.add')}
            onClick={() => setAdding(true)}
          >
            {t('common:act.add')}
          </Button>
        )
      }
    >
      {contact.identities.length === 0 && !isAdding && <p className={classes.none}>{t('identity.none')}</p>}
      <ul className={classes.list}>
        {contact.identities.map(identity => (
          <IdentityItem key={identity.id} identity={identity} canEdit={canEdit} now={now} acts={acts} />
        ))}
      </ul>
      {isAdding && <AddIdentity onAdd={acts.add} onClose={close} />}
    </Section>
  )
}
