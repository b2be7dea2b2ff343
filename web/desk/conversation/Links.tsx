import { Button, CloseButton } from '@mantine/core'
import { IconArrowsSplit2, IconLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useRegroup } from '../acts/useRegroup.ts'
import { useDesk } from '../DeskContext.tsx'
import classes from './LinkedBanner.module.css'

/** What this conversation belongs together with: the one it was split from, and those it is linked to. */
export function Links({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(['desk', 'common'])
  const { open } = useDesk()
  const { unsplit, setLink } = useRegroup()
  const { splitFrom, links } = conversation
  const mayEdit = conversation.allowed.includes('edit')
  const nameOf = (other: Conversation['links'][number]) =>
    `${other.subject || t('list.noSubject')} (${t('header.number', { number: other.number })})`
  return (
    <>
      {splitFrom && (
        <div className={classes.banner}>
          <IconArrowsSplit2 size={16} stroke={1.75} aria-hidden="true" />
          <p className={classes.text}>{t('regroup.splitFrom', { name: nameOf(splitFrom) })}</p>
          <div className={classes.acts}>
            <Button variant="default" size="sm" onClick={() => open(splitFrom)}>
              {t('linked.see')}
            </Button>
            {mayEdit && (
              <Button variant="default" size="sm" onClick={() => void unsplit(conversation.id, splitFrom)}>
                {t('regroup.unsplit')}
              </Button>
            )}
          </div>
        </div>
      )}
      {links.map(other => (
        <div key={other.id} className={classes.banner}>
          <IconLink size={16} stroke={1.75} aria-hidden="true" />
          <p className={classes.text}>
            {t('regroup.with', {
              name: nameOf(other),
              status: t(`common:status.${other.status}`).toLocaleLowerCase(),
            })}
          </p>
          <div className={classes.acts}>
            <Button variant="default" size="sm" onClick={() => open(other)}>
              {t('linked.see')}
            </Button>
            {mayEdit && (
              <CloseButton
                aria-label={t('regroup.unlink')}
                title={t('regroup.unlink')}
                onClick={() => void setLink(conversation, other, false)}
              />
            )}
          </div>
        </div>
      ))}
    </>
  )
}
