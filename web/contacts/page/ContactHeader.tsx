import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconArchive, IconChevronLeft, IconDots, IconLock, IconPencilPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { Contact } from '../../../contract/contacts.ts'
import { useExtraCommands } from '../../keyboard/useCommands.ts'
import { useSession } from '../../session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { menuInMain } from '../../ui/in-main.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import { ageOrDay } from '../age-or-day.ts'
import type { ContactChange } from '../data/contact-change.ts'
import { useContactChange } from '../data/useContactChange.ts'
import { knownWay } from '../ways.ts'
import { writePath } from '../write-path.ts'
import classes from './ContactHeader.module.css'
import { EditableText } from './EditableText.tsx'
import { LeaveArchiveDialog } from './LeaveArchiveDialog.tsx'

export interface ContactHeaderProps {
  contact: Contact
  canEdit: boolean
  backHref: string
  now: Date
}

/** Who it is, at a glance: name, stage with its date, VIP, language, company, preferred way, blocked; and the acts. */
export function ContactHeader({ contact, canEdit, backHref, now }: ContactHeaderProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const { is } = useSession()
  const format = useFormat()
  const change = useContactChange()
  const announce = useAnnounce()
  const isPhone = useIsPhone()
  const [, navigate] = useLocation()
  const [leaves, setLeaves] = useState(false)
  const name = contact.name || t('noName')
  const canWrite = is('administrator', 'supervisor', 'adviser', 'partner')
  const save = (part: ContactChange, text: string) => void change(contact, part, { text })
  const toggleVip = () => save({ isVip: !contact.isVip }, t(contact.isVip ? 'vipRemoved' : 'vipGiven'))
  const toggleMinor = () =>
    save({ isMinor: !contact.isMinor }, t(contact.isMinor ? 'minorRemoved' : 'minorGiven'))
  const toggleBlocked = () =>
    save({ blocked: !contact.blockedAt }, t(contact.blockedAt ? 'unblockedDone' : 'blockedDone'))
  const copyLink = async () => {
    await navigator.clipboard.writeText(location.href.split('?')[0]!)
    announce(t('linkCopied'), 'polite', { visible: true })
  }
  useExtraCommands(
    canEdit
      ? [
          {
            id: 'contact.vip',
            group: 'act',
            name: t(contact.isVip ? 'removeVip' : 'makeVip'),
            run: toggleVip,
          },
          {
            id: 'contact.block',
            group: 'act',
            name: t(contact.blockedAt ? 'unblock' : 'block'),
            run: toggleBlocked,
          },
          {
            id: 'contact.merge',
            group: 'act',
            name: t('merge.act'),
            run: () => navigate(`/contacts/${contact.id}/merge`),
          },
        ]
      : [],
  )
  const mergePath = `/contacts/${contact.id}/merge`
  const way = knownWay(contact.preferredChannel)

  return (
    <header className={classes.header}>
      {isPhone && (
        <ActionIcon
          className={classes.back}
          aria-label={t('page.back')}
          renderRoot={props => <Link {...props} href={backHref} />}
        >
          <IconChevronLeft size={24} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      )}
      <Avatar name={name} size={isPhone ? 40 : 64} />
      <div className={classes.who}>
        <h2 className={classes.name}>
          {canEdit ? (
            <EditableText
              label={t('field.name')}
              value={contact.name}
              maxLength={300}
              isRequired
              onSave={next => save({ name: next }, t('changed', { field: t('field.name') }))}
            />
          ) : (
            <span className={classes.fixed}>{name}</span>
          )}
        </h2>
        <p className={classes.facts}>
          {contact.blockedAt && (
            <span className={classes.blocked}>
              <IconLock size={16} stroke={1.75} aria-hidden="true" />
              {t('blockedSince', { day: format.shortDay(contact.blockedAt, now) })}
            </span>
          )}
          {contact.archivedAt && (
            <span className={classes.blocked}>
              <IconArchive size={16} stroke={1.75} aria-hidden="true" />
              {t('archivedSince', { day: format.shortDay(contact.archivedAt, now) })}
            </span>
          )}
          {contact.isVip && <Tag>{t('vip')}</Tag>}
          {contact.isMinor && <Tag>{t('minor')}</Tag>}
          {contact.stage && (
            <span>
              {contact.stageSince
                ? t('stageSince', {
                    stage: t(`stage.${contact.stage}`),
                    day: format.day(contact.stageSince),
                  })
                : t(`stage.${contact.stage}`)}
            </span>
          )}
          {contact.company && <span>{contact.company.name}</span>}
          {contact.language && <span>{t(`common:language.${contact.language}`)}</span>}
          {contact.preferredChannel && (
            <span>{t('prefers', { way: way ? t(`way.${way}`) : contact.preferredChannel })}</span>
          )}
          {contact.lastContactAt && (
            <time dateTime={contact.lastContactAt}>
              {t('lastContact', { when: ageOrDay(format, contact.lastContactAt, now) })}
            </time>
          )}
        </p>
      </div>
      <div className={classes.acts}>
        {canWrite && (
          <Button
            leftSection={<IconPencilPlus size={16} stroke={1.75} aria-hidden="true" />}
            aria-label={t('writeTo', { name })}
            renderRoot={props => <Link {...props} href={writePath(contact.id)} />}
          >
            {t('write')}
          </Button>
        )}
        <Menu position="bottom-end" {...menuInMain}>
          <Menu.Target>
            <ActionIcon size="lg" variant="default" aria-label={t('moreActs', { name })}>
              <IconDots size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {canEdit && (
              <>
                <Menu.Item onClick={toggleVip}>{t(contact.isVip ? 'removeVip' : 'makeVip')}</Menu.Item>
                <Menu.Item onClick={toggleMinor}>
                  {t(contact.isMinor ? 'removeMinor' : 'makeMinor')}
                </Menu.Item>
                <Menu.Item renderRoot={props => <Link {...props} href={mergePath} />}>
                  {t('merge.act')}
                </Menu.Item>
                <Menu.Item onClick={toggleBlocked}>{t(contact.blockedAt ? 'unblock' : 'block')}</Menu.Item>
              </>
            )}
            {contact.archivedAt && is('administrator') && (
              <Menu.Item onClick={() => setLeaves(true)}>{t('archive.leave')}</Menu.Item>
            )}
            <Menu.Item onClick={() => void copyLink()}>{t('copyLink')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {leaves && <LeaveArchiveDialog id={contact.id} name={name} onClose={() => setLeaves(false)} />}
    </header>
  )
}
