import { Button, CloseButton } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { useDesk } from '../DeskContext.tsx'
import classes from './LinkedBanner.module.css'

export interface LinkedBannerProps {
  conversation: Conversation
}

/** "Same request?": one click joins a new conversation to the one before, one more takes it apart again. */
export function LinkedBanner({ conversation }: LinkedBannerProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { call } = useApi()
  const { cache, open } = useDesk()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  const [isDismissed, setDismissed] = useState(false)
  const { id, linkedTo, status, messageCount } = conversation
  if (!linkedTo || isDismissed || !conversation.allowed.includes('edit')) return null
  // Joined: nothing is left in it, and it was closed by the joining.
  const isJoined = status === 'closed' && messageCount === 0

  const separate = async () => {
    const back = await call.conversations.undoSameRequest({ id })
    cache.put(back)
    await Promise.all([cache.reload(id), cache.reload(linkedTo.id)])
    open(back)
  }
  const join = async () => {
    try {
      const earlier = await call.conversations.sameRequest({ id })
      cache.put(earlier)
      void cache.reload(id)
      void cache.recount()
      open(earlier)
      offerUndo({ text: t('linked.done'), undo: separate })
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
    }
  }
  const subject = linkedTo.subject || t('list.noSubject')
  const number = t('header.number', { number: linkedTo.number })
  return (
    <div className={classes.banner}>
      <IconLink size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.text} title={t('linked.why')}>
        {isJoined
          ? t('linked.joinedInto', { subject, number })
          : t('linked.ask', {
              subject,
              number,
              status: t(`common:status.${linkedTo.status}`).toLocaleLowerCase(),
            })}
      </p>
      <div className={classes.acts}>
        <Button variant="default" size="sm" onClick={() => open(linkedTo)}>
          {t('linked.see')}
        </Button>
        {isJoined ? (
          <Button variant="default" size="sm" onClick={() => void separate()}>
            {t('linked.separate')}
          </Button>
        ) : (
          <>
            <Button size="sm" onClick={() => void join()}>
              {t('linked.yes')}
            </Button>
            <CloseButton
              aria-label={t('linked.no')}
              title={t('linked.no')}
              onClick={() => setDismissed(true)}
            />
          </>
        )}
      </div>
    </div>
  )
}
