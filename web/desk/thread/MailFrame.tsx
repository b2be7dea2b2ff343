import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { attachmentUrl } from './attachment-url.ts'
import classes from './Message.module.css'
import { mailDocument } from './mail-document.ts'

export interface MailFrameProps {
  message: Message
  showsQuoted: boolean
  showsPictures: boolean
  /** Height measured the last time: a frame that comes back must not make the thread jump. */
  knownHeight: number | undefined
  onHeight: (height: number) => void
}

/**
 * An HTML mail in a frame that may run nothing: no script, no form, no plug-in. It shares our origin only to be
 * measured from outside and to show the pictures that came with it.
 */
export function MailFrame({ message, showsQuoted, showsPictures, knownHeight, onHeight }: MailFrameProps) {
  const { t } = useTranslation('desk')
  const { workspace } = useSession()
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(knownHeight ?? 120)
  const report = useRef(onHeight)
  report.current = onHeight
  const title = t('message.frame', { name: message.author.name })
  const page = useMemo(
    () =>
      mailDocument({
        html: message.html ?? '',
        title,
        language: message.language ?? undefined,
        attachmentsUrl: `${location.origin}/api/v1/attachments/`,
        inlinePicture: contentId => {
          const file = message.attachments.find(one => one.contentId === contentId)
          return file && attachmentUrl(file, workspace.slug)
        },
        remotePicture: showsPictures
          ? url =>
              `${location.origin}/api/v1/messages/${message.id}/pictures?workspace=${encodeURIComponent(workspace.slug)}&url=${encodeURIComponent(url)}`
          : undefined,
        showsQuoted,
      }),
    [message, title, showsPictures, showsQuoted, workspace.slug],
  )

  useEffect(() => {
    const element = frame.current
    if (!element) return
    let observer: ResizeObserver | undefined
    const handleLoad = () => {
      const inner = element.contentDocument
      if (!inner?.body) return
      observer?.disconnect()
      const measure = () => {
        fitWidth(inner, element.clientWidth)
        const next = Math.ceil(inner.documentElement.getBoundingClientRect().height)
        setHeight(next)
        report.current(next)
      }
      measure()
      observer = new ResizeObserver(measure)
      observer.observe(inner.body)
      observer.observe(element)
      // The frame would swallow the keys of the desk after a click in a mail.
      inner.addEventListener('keydown', event => {
        const copy = new KeyboardEvent('keydown', event)
        if (!element.dispatchEvent(copy)) event.preventDefault()
      })
    }
    element.addEventListener('load', handleLoad)
    return () => {
      element.removeEventListener('load', handleLoad)
      observer?.disconnect()
    }
  }, [])

  return (
    <iframe
      ref={frame}
      className={classes.frame}
      title={title}
      srcDoc={page}
      style={{ height }}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
    />
  )
}

/** A mail laid out for 800 px is drawn smaller rather than cut; below half its size it scrolls sideways. */
function fitWidth(inner: Document, width: number) {
  const { body } = inner
  body.style.zoom = ''
  const wanted = body.scrollWidth
  if (wanted > width + 4) body.style.zoom = String(Math.max(0.5, width / wanted))
}
