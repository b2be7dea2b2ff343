import type { Part } from './App.tsx'
import { Icon } from './icons.tsx'

const emojis = ['🙂', '😀', '😉', '😍', '😅', '😢', '😮', '😠', '👍', '👎', '🙏', '👏', '❤️', '🎉', '🌹', '💐']
/** Longest message the server takes. */
const longest = 4000

/** Where the visitor writes: Enter sends, Shift and Enter begin a line. */
export function Composer({ chat }: Part) {
  const { view, say } = chat
  const waiting = view.outbox.filter(({ state }) => state !== 'refused').length
  const handleKey = (event: KeyboardEvent) => {
    // While an accent or an ideogram is being composed, Enter ends the composition: in Safari with the key 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    chat.send()
  }
  const handlePaste = (event: ClipboardEvent) => {
    const { clipboardData } = event
    // Words copied from a table or a letter bring a picture of themselves: they are words.
    if (!clipboardData?.files.length || clipboardData.types.includes('text/plain')) return
    event.preventDefault()
    chat.attach(clipboardData.files)
  }
  const handleFiles = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement
    chat.attach([...(input.files ?? [])])
    input.value = ''
  }
  if (view.settings.isClosed)
    return (
      <footer>
        <p role="status" class="told">
          {say('chatClosed')}
        </p>
      </footer>
    )
  return (
    <footer>
      <div role="status" class="told">
        {!view.isOnline && (
          <p class="cut">
            <Icon shape="warn" />
            {waiting > 0 ? say('offlineKept', { count: waiting }) : say('offline')}
          </p>
        )}
        {view.problem && (
          <p class="cut">
            <Icon shape="warn" />
            {view.problem}
          </p>
        )}
        {view.notice && <p class="done">{view.notice}</p>}
      </div>
      {view.attachments.length > 0 && (
        <ul class="attachments">
          {view.attachments.map(({ id, name, fileId, problem }) => (
            <li key={id}>
              <span>
                {name}
                <small>{problem ?? (fileId ? '' : say('uploading'))}</small>
              </span>
              <button
                type="button"
                class="round"
                aria-label={say('detach', { name })}
                onClick={() => chat.detach(id)}
              >
                <Icon shape="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {view.isEmojiOpen && (
        <fieldset class="emojis" aria-label={say('emoji')}>
          {emojis.map(emoji => (
            <button
              key={emoji}
              type="button"
              onClick={event => {
                chat.write(view.draft + emoji)
                chat.show({ isEmojiOpen: false })
                fieldBeside(event.currentTarget)?.focus()
              }}
            >
              {emoji}
            </button>
          ))}
        </fieldset>
      )}
      <div class="line">
        <textarea
          rows={1}
          dir="auto"
          aria-label={say('write')}
          placeholder={say('writeHint')}
          maxLength={longest}
          value={view.draft}
          enterkeyhint="send"
          onInput={event => chat.write(event.currentTarget.value)}
          onKeyDown={handleKey}
          onPaste={handlePaste}
        />
        <button
          type="button"
          class="round"
          aria-label={say('emoji')}
          aria-expanded={view.isEmojiOpen}
          onClick={() => chat.show({ isEmojiOpen: !view.isEmojiOpen })}
        >
          <Icon shape="emoji" />
        </button>
        <label class="round attach">
          <input type="file" multiple class="spoken" aria-label={say('attach')} onChange={handleFiles} />
          <Icon shape="file" />
        </label>
        <button type="button" class="round send" aria-label={say('send')} onClick={chat.send}>
          <Icon shape="send" />
        </button>
      </div>
      <p class="fine">{say('keys')}</p>
    </footer>
  )
}

const fieldBeside = (button: HTMLElement) => button.closest('footer')?.querySelector('textarea')
