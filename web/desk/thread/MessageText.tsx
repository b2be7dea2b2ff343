import { useMemo } from 'react'
import { findLinks } from './links.ts'
import classes from './Message.module.css'

export interface MessageTextProps {
  text: string
  language: string | null
}

/** The words of a message as they were written, with their addresses made into links, in their own language. */
export function MessageText({ text, language }: MessageTextProps) {
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
          part.text
        ),
      )}
    </div>
  )
}
