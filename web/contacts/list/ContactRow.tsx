import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Contact } from '../../../contract/contacts.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import type { RowLink } from '../../ui/RowList.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './ContactRow.module.css'

export interface ContactRowProps {
  contact: Contact
  href: string
  now: Date
  link: RowLink
}

/** One person of the address book: who, where they are reached, at what stage, when we last met. A link as a whole. */
export const ContactRow = memo(function ContactRow({ contact, href, now, link }: ContactRowProps) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const [first] = contact.identities
  const reached = first ? (first.kind === 'phone' ? format.phone(first.value) : first.shown) : undefined
  const name = contact.name || t('noName')
  return (
    <Link href={href} className={classes.row} {...link}>
      <Avatar name={name} size={32} />
      <span className={classes.body}>
        <span className={classes.line}>
          <span className={`${classes.name} truncate`}>{name}</span>
          {contact.isVip && <Tag>{t('vip')}</Tag>}
          {contact.blockedAt && <Tag>{t('blocked')}</Tag>}
          {contact.lastContactAt && (
            <time className={classes.end} dateTime={contact.lastContactAt}>
              {format.when(contact.lastContactAt, now)}
            </time>
          )}
        </span>
        <span className={`${classes.line} ${classes.quiet}`}>
          <span className="truncate">{reached ?? contact.company?.name ?? t('list.noIdentity')}</span>
          <span className={classes.end}>
            {contact.openConversations > 0
              ? t('list.open', { count: contact.openConversations })
              : contact.stage && t(`stage.${contact.stage}`)}
          </span>
        </span>
      </span>
    </Link>
  )
})
