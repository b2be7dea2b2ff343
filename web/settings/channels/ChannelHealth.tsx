import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/channels.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import classes from './ChannelHealth.module.css'
import { HealthMark } from './HealthMark.tsx'

export interface ChannelHealthProps {
  channel: Channel
}

/** Says since when the address works or does not, when it last received and sent, and what the server said. */
export function ChannelHealth({ channel }: ChannelHealthProps) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const now = useNow(15_000)
  const { health } = channel
  const isMail = channel.kind === 'email'
  const at = (time: string | null) => (time ? format.age(time, now) : t('channels.never'))
  return (
    <div className={classes.health}>
      <dl className={classes.facts}>
        <div>
          <dt>{t('channels.state')}</dt>
          <dd>
            <HealthMark channel={channel} />
            {health.since && (
              <span className={classes.since}>
                {t('channels.since', { when: format.dateTime(health.since) })}
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t(isMail ? 'channels.lastReceived' : 'channels.lastMessageIn')}</dt>
          <dd title={health.lastInAt ? format.dateTime(health.lastInAt) : undefined}>
            {at(health.lastInAt)}
          </dd>
        </div>
        {/* What is said in a chat is in its thread at once: only mails leave. */}
        {isMail && (
          <div>
            <dt>{t('channels.lastSent')}</dt>
            <dd title={health.lastOutAt ? format.dateTime(health.lastOutAt) : undefined}>
              {at(health.lastOutAt)}
            </dd>
          </div>
        )}
      </dl>
      {health.error && channel.enabled && (
        <div className={classes.error}>
          <p>{t(`channels.advice.${health.state}`)}</p>
          <p className={classes.said}>{t('channels.serverSaid', { words: health.error })}</p>
        </div>
      )}
    </div>
  )
}
