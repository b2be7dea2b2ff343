import { linked } from '../state/links.ts'

/** What somebody wrote: text and nothing but text, its web addresses to follow. */
export function Words({ text, lang }: { text: string; lang?: string | undefined }) {
  return (
    <p class="words" dir="auto" lang={lang}>
      {linked(text).map(part =>
        part.href ? (
          <a key={part.href} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </p>
  )
}

/** The language of words that differ from those around them. */
export const otherThan = (around: string, language: string | null | undefined) =>
  language && language !== around ? language : undefined
