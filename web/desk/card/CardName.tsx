import { ActionIcon, Menu, TextInput, Tooltip } from '@mantine/core'
import { IconChevronDown, IconPencil, IconStar, IconStarFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { MenuRadio } from '../../ui/MenuRadio.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useChannelName } from '../useChannelName.ts'
import classes from './CustomerCard.module.css'
import type { ContactChange } from './useContactChange.ts'

export interface CardNameProps {
  contact: Contact
  /** Absent when this person may not change the card. */
  onChange: ((change: ContactChange) => void) | undefined
}

const stages = ['prospect', 'customer', 'inactive', 'lost'] as const

/** Who it is, where they stand, and whether they are VIP; each is changed in its place. */
export function CardName({ contact, onChange }: CardNameProps) {
  const { t } = useTranslation(['desk', 'common'])
  const format = useFormat()
  const channelName = useChannelName()
  const [draft, setDraft] = useState<string>()
  const { name, isVip, stage, stageSince, language, company, preferredChannel } = contact
  const save = () => {
    const text = draft?.trim()
    setDraft(undefined)
    if (text && text !== name) onChange?.({ name: text })
  }
  return (
    <div className={classes.head}>
      <Avatar name={name} size={40} />
      <div className={classes.who}>
        {draft === undefined ? (
          <div className={classes.nameLine}>
            <h2 className={`${classes.name} truncate`}>{name || t('list.noName')}</h2>
            {onChange && (
              <ActionIcon
                size="sm"
                className={classes.quietAct}
                aria-label={`${t('card.edit')} · ${t('card.name')}`}
                onClick={() => setDraft(name)}
              >
                <IconPencil size={16} stroke={1.75} aria-hidden="true" />
              </ActionIcon>
            )}
          </div>
        ) : (
          <TextInput
            aria-label={t('card.name')}
            value={draft}
            maxLength={300}
            ref={field => field?.focus()}
            onChange={event => setDraft(event.currentTarget.value)}
            onBlur={save}
            onKeyDown={event => {
              if (event.key === 'Enter') save()
              else if (event.key === 'Escape') setDraft(undefined)
              else return
              event.preventDefault()
              event.stopPropagation()
            }}
          />
        )}
        <p className={classes.under}>
          {[
            company?.name,
            language && t(`common:language.${language}`),
            preferredChannel && t('card.prefers', { channel: channelName(preferredChannel) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <div className={classes.marks}>
          {stage && onChange ? (
            <Menu position="bottom-start">
              <Menu.Target>
                <button
                  type="button"
                  className={classes.stage}
                  title={stageSince ? t('card.since', { day: format.day(stageSince) }) : undefined}
                >
                  {t(`card.stages.${stage}`)}
                  <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{t('card.stage')}</Menu.Label>
                {stages.map(one => (
                  <MenuRadio
                    key={one}
                    isChosen={one === stage}
                    fw={one === stage ? 550 : 400}
                    onClick={() => one !== stage && onChange({ stage: one })}
                  >
                    {t(`card.stages.${one}`)}
                  </MenuRadio>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : (
            stage && <Tag>{t(`card.stages.${stage}`)}</Tag>
          )}
          {onChange ? (
            <Tooltip label={t(isVip ? 'card.dropVip' : 'card.makeVip')}>
              <button
                type="button"
                className={classes.vip}
                aria-pressed={isVip}
                onClick={() => onChange({ isVip: !isVip })}
              >
                {isVip ? (
                  <IconStarFilled size={16} aria-hidden="true" />
                ) : (
                  <IconStar size={16} stroke={1.75} aria-hidden="true" />
                )}
                {t('card.vip')}
              </button>
            </Tooltip>
          ) : (
            isVip && <Tag>{t('card.vip')}</Tag>
          )}
          {contact.blockedAt && <Tag tone="late">{t('card.blocked')}</Tag>}
        </div>
      </div>
    </div>
  )
}
