import { CloseButton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useLiveEvents, useSubscribe } from '../../live/LiveProvider.tsx'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { deskPath } from '../address.ts'
import { useNames } from '../data/queries.ts'
import classes from './DeskWatch.module.css'
import { type Notice, noticeOf } from './notices.ts'
import { playTone } from './play-tone.ts'

interface Shown {
  notice: Notice
  row: ConversationRow
  text: string
}

/** How long a notice stays: long enough to be read twice. */
const stayMs = 8000

/**
 * Tells what happened to me while I look elsewhere: one quiet line that takes no focus, heard once, with a sound or a
 * notification of the system where the person wants them.
 */
export default function DeskWatch() {
  const { t } = useTranslation('desk')
  const { me, is } = useSession()
  const leads = is('supervisor', 'administrator')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const names = useNames()
  const [path, navigate] = useLocation()
  const [shown, setShown] = useState<Shown>()
  const audio = useRef<AudioContext>(undefined)
  const { sounds, browserNotifications, told } = me.preferences
  useSubscribe({ lists: leads ? ['all'] : ['mine', 'team'] })

  const tell = async (notice: Notice) => {
    const conversation = await call.conversations.get({ id: notice.conversationId })
    queryClient.setQueryData(
      query.conversations.get.queryKey({ input: { id: conversation.id } }),
      conversation,
    )
    const isBeforeMe =
      path.endsWith(`/${conversation.number}`) &&
      document.visibilityState === 'visible' &&
      document.hasFocus()
    const actor = names.member(notice.actorId) ?? conversation.contact.name
    const text =
      notice.kind === 'message'
        ? t('notice.message', { name: conversation.contact.name, text: conversation.preview })
        : t(`notice.${notice.kind}`, { name: actor })
    announce(text)
    // What arrives before the eyes needs no other sign.
    if (isBeforeMe) return
    setShown({ notice, row: conversation, text })
    // Browsers play nothing on a page that was never touched.
    if (sounds && navigator.userActivation.hasBeenActive) {
      audio.current ??= new AudioContext()
      playTone(audio.current)
    }
    if (browserNotifications && Notification.permission === 'granted' && !document.hasFocus()) {
      const sign = new Notification(text, { tag: conversation.id, lang: document.documentElement.lang })
      sign.onclick = () => {
        window.focus()
        navigate(deskPath('mine', conversation.number))
      }
    }
  }

  useLiveEvents(event => {
    const notice = noticeOf(event, { id: me.member.id, leads, teamIds: me.member.teamIds, told })
    // A conversation that cannot be read (any more) is no news.
    if (notice) tell(notice).catch(() => undefined)
  })

  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setShown(undefined), stayMs)
    return () => clearTimeout(timer)
  }, [shown])

  if (!shown) return null
  return (
    <section className={classes.notice} aria-label={t('notice.region')}>
      <button
        type="button"
        className={classes.main}
        onClick={() => {
          setShown(undefined)
          navigate(deskPath('mine', shown.row.number))
        }}
      >
        {shown.text}
      </button>
      <CloseButton aria-label={t('notice.dismiss')} onClick={() => setShown(undefined)} />
    </section>
  )
}
