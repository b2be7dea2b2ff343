import { Composer } from './Composer.tsx'
import type { Chat } from './chat.ts'
import { Details } from './Details.tsx'
import { Header } from './Header.tsx'
import { Home } from './Home.tsx'
import { openQuestion, thanks } from './Survey.tsx'
import { Thread } from './Thread.tsx'

export interface Part {
  chat: Chat
}

/** The panel as it stands; drawn again whenever something changed. */
export function App({ chat, onClose }: Part & { onClose: () => void }) {
  const { view, say, show } = chat
  const { screen, settings } = view
  const [question, said] = [openQuestion(chat), thanks(chat)]
  return (
    <div
      class="panel"
      role="dialog"
      aria-label={say('dialog', { name: settings.name })}
      hidden={!view.isOpen}
      onDragOver={event => {
        if (holdsFiles(event)) show({ isDropping: screen === 'thread' })
      }}
      onDragLeave={event => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) show({ isDropping: false })
      }}
      onDrop={event => {
        if (holdsFiles(event) && screen === 'thread') chat.attach(event.dataTransfer!.files)
        show({ isDropping: false })
      }}
    >
      <Header chat={chat} onClose={onClose} />
      {screen === 'home' && <Home chat={chat} />}
      {screen === 'details' && <Details chat={chat} />}
      {screen === 'thread' && <Thread chat={chat} />}
      {screen === 'thread' && <Composer chat={chat} />}
      {view.isDropping && <p class="drop">{say('drop')}</p>}
      <div class="spoken" aria-live="polite">
        {view.announced.map(({ id, author, text, language }) => (
          <p key={id}>
            {author}
            <span lang={language}>{text}</span>
          </p>
        ))}
        {question && <p key={question.id}>{say('asked', { question: question.question })}</p>}
        {said && <p key="thanks">{said}</p>}
      </div>
    </div>
  )
}

/** Files, which the browser would open in place of the page; words that are dragged go where they are let go. */
function holdsFiles(event: DragEvent): boolean {
  const isFiles = event.dataTransfer?.types.includes('Files') ?? false
  if (isFiles) event.preventDefault()
  return isFiles
}
