import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import classes from './Composer.module.css'
import { useToneGuide } from './useCannedAnswers.ts'

/** A13: how we write on this channel, in one line that opens. */
export function ToneLine({ channel }: { channel: string | undefined }) {
  const { t } = useTranslation('desk')
  const { me } = useSession()
  const [isOpen, setOpen] = useState(false)
  const guide = useToneGuide(channel, me.member.language)
  if (!guide) return null
  return (
    <button
      type="button"
      className={classes.tone}
      data-open={isOpen || undefined}
      aria-expanded={isOpen}
      onClick={() => setOpen(!isOpen)}
    >
      <strong>{t('compose.tone')}</strong> {guide}
    </button>
  )
}
