import type { ChatFile } from '../../contract/chat.ts'
import type { Part } from './App.tsx'

const picture = /^image\/(png|jpeg|gif|webp|avif)$/

/** Pictures are shown, moving ones too unless the visitor wants stillness; anything else is a name to open. */
export function Files({ chat, files }: Part & { files: ChatFile[] }) {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  return (
    <>
      {files.map(({ id, name, type, url }) => (
        <a key={id} class="file" href={chat.at(url)} target="_blank" rel="noopener noreferrer">
          {picture.test(type) && !(isStill && type === 'image/gif') ? (
            <img src={chat.at(url)} alt={name} loading="lazy" />
          ) : (
            chat.say('openFile', { name })
          )}
        </a>
      ))}
    </>
  )
}
