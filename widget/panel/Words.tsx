import { linked } from '../state/links.ts'

/** What somebody wrote: text and nothing but text, its web addresses to follow. */
export function Words({ text }: { text: string }) {
  return (
    <p class="words">
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
