import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { FormTable, formLines } from './FormTable.tsx'
import { MailFrame } from './MailFrame.tsx'
import classes from './Message.module.css'
import { MessageText } from './MessageText.tsx'
import { blockedPictures, hasQuotedHtml, isRich, quotedPart } from './quoted.ts'

export interface MessageBodyProps {
  message: Message
  emptied: Conversation['emptied']
  knownHeight: number | undefined
  onHeight: (id: string, height: number) => void
}

/** More than this is drawn only when asked for: a log pasted whole must not slow the thread. */
const longestText = 8000

/** What was said: plain words where nothing is lost by it, the sheet as it was sent otherwise; history folded. */
export function MessageBody({ message, emptied, knownHeight, onHeight }: MessageBodyProps) {
  const { t } = useTranslation(['desk', 'common'])
  const [asSent, setAsSent] = useState(() => isRich(message.html))
  const [showsQuoted, setShowsQuoted] = useState(false)
  const [showsPictures, setShowsPictures] = useState(false)
  const [isWhole, setWhole] = useState(message.text.length <= longestText)
  const { html } = message
  const quoted = quotedPart(message)
  const form = formLines(message)
  const blocked = asSent ? blockedPictures(html) : 0
  const masked = Number(message.metadata.maskedCards ?? 0)
  const reportHeight = useCallback((height: number) => onHeight(message.id, height), [onHeight, message.id])
  const removers = new Set(message.redactions.flatMap(({ by, what }) => (what === 'words' && by ? [by] : [])))
  const removed =
    removers.size === 1
      ? t('message.redacted.here', { name: [...removers][0] })
      : t('message.redacted.hereSeveral')
  const foldsHtml = asSent && hasQuotedHtml(html)
  return (
    <>
      {blocked > 0 && !showsPictures && (
        <p className={classes.pictures}>
          {t('message.pictures', { count: blocked })}
          <button type="button" className={classes.link} onClick={() => setShowsPictures(true)}>
            {t('message.showPictures')}
          </button>
        </p>
      )}
      {asSent && html ? (
        <MailFrame
          message={message}
          showsQuoted={showsQuoted}
          showsPictures={showsPictures}
          knownHeight={knownHeight}
          onHeight={reportHeight}
        />
      ) : form ? (
        <FormTable lines={form} language={message.language} />
      ) : message.text.trim() === '' && !quoted ? (
        <p className={classes.emptyText}>
          {t(emptied && message.at < emptied.at ? `message.emptied.${emptied.why}` : 'message.empty')}
        </p>
      ) : (
        <>
          <MessageText
            text={isWhole ? message.text : message.text.slice(0, longestText)}
            language={message.language}
            removed={removed}
          />
          {!isWhole && (
            <button type="button" className={classes.link} onClick={() => setWhole(true)}>
              {t('common:act.showMore')}
            </button>
          )}
          {showsQuoted && quoted && (
            <blockquote className={classes.quoted}>
              <MessageText
                text={quoted.text}
                language={message.language}
                removed={t('message.redacted.hereSeveral')}
              />
            </blockquote>
          )}
        </>
      )}
      {(foldsHtml || (!asSent && quoted) || html) && (
        <p className={classes.folds}>
          {(asSent ? foldsHtml : quoted) && (
            <button
              type="button"
              className={classes.link}
              aria-expanded={showsQuoted}
              onClick={() => setShowsQuoted(shown => !shown)}
            >
              {showsQuoted
                ? t('message.hideQuoted')
                : asSent || !quoted
                  ? t('message.history')
                  : t('message.quoted', { count: quoted.lines })}
            </button>
          )}
          {html && message.direction === 'in' && (
            <button type="button" className={classes.link} onClick={() => setAsSent(shown => !shown)}>
              {t(asSent ? 'message.asText' : 'message.asSent')}
            </button>
          )}
        </p>
      )}
      {masked > 0 && <p className={classes.pictures}>{t('message.masked', { count: masked })}</p>}
    </>
  )
}
