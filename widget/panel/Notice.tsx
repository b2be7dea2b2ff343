import type { Part } from './App.tsx'

/** What becomes of what the visitor says, in the workspace's own words. */
export function Notice({ chat }: Part) {
  const { notice } = chat.view.settings
  if (!notice) return null
  return (
    <p class="fine">
      {notice.text}{' '}
      {notice.url && (
        <a href={notice.url} target="_blank" rel="noopener noreferrer">
          {chat.say('privacy')}
        </a>
      )}
    </p>
  )
}
