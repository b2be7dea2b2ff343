import { useMemo } from 'react'
import { findLinks } from './links.ts'
import classes from './Message.module.css'

export interface MessageTextProps {
  text: string
  language: string | null
  /** Said in place of words that were taken out for good. */
  removed?: string
}

/** What the server leaves where words were. */
const hiddenMark = '█████'

/** The words of a message as they were written, with their addresses made into links, in their own language. */
export function MessageText({ text, language, removed = '' }: MessageTextProps) {
  const parts = useMemo(() => findLinks(text), [text])
  return (
    <div className={classes.text} lang={language ?? undefined} dir="auto">
      {parts.map((part, place) =>
        part.kind === 'link' ? (
          <a
            // Parts have no identity but their place in a text that never changes.
            key={`part-${String(place)}`}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
          >
            {part.text}
          </a>
        ) : (
          part.text.split(hiddenMark).flatMap((words, index) =>
            index === 0
              ? [words]
              : [
                  <span key={`removed-${String(place)}-${String(index)}`} className={classes.removed}>
                    {removed || hiddenMark}
                  </span>,
                  words,
                ],
          )
        ),
      )}
    </div>
  )
}
