import { Composer } from './Composer.tsx'
import type { Chat } from './chat.ts'
import { Details } from './Details.tsx'
import { Header } from './Header.tsx'
import { Home } from './Home.tsx'
import { Thread } from './Thread.tsx'

export interface Part {
  chat: Chat
}

/** The panel as it stands; drawn again whenever something changed. */
export function App({ chat, onClose }: Part & { onClose: () => void }) {
  const { view, say } = chat
  const { screen, settings } = view
  return (
    <div
      class="panel"
      role="dialog"
      aria-label={say('dialog', { name: settings.name })}
      hidden={!view.isOpen}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault()
        if (screen === 'thread' && event.dataTransfer) void chat.attach(event.dataTransfer.files)
      }}
    >
      <Header chat={chat} onClose={onClose} />
      {screen === 'home' && <Home chat={chat} />}
      {screen === 'details' && <Details chat={chat} />}
      {screen === 'thread' && <Thread chat={chat} />}
      {screen === 'thread' && <Composer chat={chat} />}
      <div class="spoken" aria-live="polite">
        {view.announced.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    </div>
  )
}
