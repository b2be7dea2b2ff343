import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Offer, refusalReasons } from '../../../contract/work.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useCommands, useEscape } from '../../keyboard/useCommands.ts'
import { useSession } from '../../session.tsx'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import { useNow } from '../../ui/useNow.ts'
import { useNames } from '../data/queries.ts'
import { playTone } from '../watch/play-tone.ts'
import { countdown, secondsLeft } from './left.ts'
import classes from './Offers.module.css'
import { useAboveComposer } from './useAboveComposer.ts'
import { whyWords } from './why-words.ts'

const reasons = ['busy', 'skill', 'known', 'ending', 'other'] as const satisfies typeof refusalReasons
const soonSeconds = 5

export interface OfferBoxProps {
  offer: Offer
  /** When it was read, by this machine's clock. */
  readAt: number
  /** Offers that wait behind this one. */
  more: number
  isBusy: boolean
  onAccept: () => void
  onDecline: (reason: (typeof reasons)[number]) => void
}

/** One offer: who, what, why me, how long still. It never takes the focus, and is heard once. */
export function OfferBox({ offer, readAt, more, isBusy, onAccept, onDecline }: OfferBoxProps) {
  const { t } = useTranslation('work')
  const { query } = useApi()
  const { preferences } = useSession().me
  const format = useFormat()
  const names = useNames()
  const announce = useAnnounce()
  const isPhone = useIsPhone()
  const now = useNow(250)
  const [isDeclining, setDeclining] = useState(false)
  const box = useRef<HTMLElement>(null)
  const audio = useRef<AudioContext>(undefined)
  const { data: conversation } = useQuery(
    query.conversations.get.queryOptions({ input: { id: offer.conversationId } }),
  )
  const above = useAboveComposer(box, !isPhone)
  const left = secondsLeft(offer, readAt, now.getTime())
  const isSoon = left !== undefined && left <= soonSeconds
  const about = names.reason(conversation?.reasonId) || conversation?.subject || t('offer.noSubject')
  const name = conversation?.contact.name ?? ''

  const tell = useEffectEvent(() => {
    announce(t('offer.said', { name, about }))
    if (preferences.sounds && navigator.userActivation.hasBeenActive) {
      audio.current ??= new AudioContext()
      playTone(audio.current)
    }
    if (preferences.browserNotifications && Notification.permission === 'granted' && !document.hasFocus()) {
      const sign = new Notification(t('offer.system', { name }), {
        body: about,
        tag: offer.id,
        lang: document.documentElement.lang,
      })
      sign.onclick = () => window.focus()
    }
  })
  const isKnown = conversation !== undefined
  useEffect(() => {
    if (isKnown) tell()
  }, [isKnown])
  useEffect(() => {
    if (isSoon) announce(t('offer.fiveSeconds'))
  }, [isSoon, announce, t])
  useEscape(() => setDeclining(false), isDeclining)
  useCommands({
    'anywhere.acceptOffer': isKnown ? { run: onAccept } : undefined,
    'anywhere.declineOffer': isKnown ? { run: () => setDeclining(true) } : undefined,
  })

  if (!conversation) return null
  const since = conversation.waitingSince
  return (
    <section
      ref={box}
      className={classes.box}
      aria-label={t('offer.region')}
      data-region
      tabIndex={-1}
      style={above === undefined ? undefined : { insetBlockEnd: above }}
    >
      <div className={classes.head}>
        <ChannelIcon kind={conversation.channel} withWord />
        <strong className="truncate" lang={conversation.language ?? undefined}>
          {name}
        </strong>
        {conversation.contact.isVip && <span className={classes.vip}>{t('offer.vip')}</span>}
        {left !== undefined && (
          <span className={isSoon ? classes.soon : classes.left} title={t('offer.left')}>
            <span className="visually-hidden">{t('offer.left')} </span>
            {countdown(left)}
          </span>
        )}
      </div>
      <p className={classes.about}>
        <span lang={conversation.language ?? undefined}>{about}</span>
        {since && (
          <span className={classes.since}>
            {t('offer.waiting', {
              duration: format.duration(Math.max(0, (now.getTime() - Date.parse(since)) / 1000)),
            })}
          </span>
        )}
      </p>
      <p className={classes.why}>{t('why.you', { reasons: whyWords(offer.why, t).join(', ') })}</p>
      {offer.leftMs !== null && left !== undefined && (
        <div className={classes.track} aria-hidden="true">
          <div
            className={isSoon ? classes.barSoon : classes.bar}
            style={{ inlineSize: `${Math.min(100, (100_000 * left) / Math.max(1, totalMs(offer)))}%` }}
          />
        </div>
      )}
      {isDeclining ? (
        <fieldset className={classes.reasons}>
          <legend>{t('offer.declineWhy')}</legend>
          {reasons.map((reason, place) => (
            <Button
              key={reason}
              variant="default"
              size="sm"
              justify="flex-start"
              disabled={isBusy}
              ref={place === 0 ? focusOnce : undefined}
              onClick={() => onDecline(reason)}
            >
              {t(`offer.reason.${reason}`)}
            </Button>
          ))}
          <Button variant="subtle" size="sm" onClick={() => setDeclining(false)}>
            {t('offer.keep')}
          </Button>
        </fieldset>
      ) : (
        <div className={classes.acts}>
          <Button
            size="sm"
            disabled={isBusy}
            onClick={onAccept}
            rightSection={isPhone ? undefined : <KeyHint command="anywhere.acceptOffer" />}
          >
            {t('offer.accept')}
          </Button>
          <Button
            variant="default"
            size="sm"
            disabled={isBusy}
            onClick={() => setDeclining(true)}
            rightSection={isPhone ? undefined : <KeyHint command="anywhere.declineOffer" />}
          >
            {t('offer.decline')}
          </Button>
          {more > 0 && <span className={classes.since}>{t('offer.more', { count: more })}</span>}
        </div>
      )}
    </section>
  )
}

const totalMs = ({ at, endsAt }: Offer): number => (endsAt ? Date.parse(endsAt) - Date.parse(at) : 1)

/** Whoever asked to decline has left their text by themselves. */
const focusOnce = (button: HTMLButtonElement | null) => button?.focus()
