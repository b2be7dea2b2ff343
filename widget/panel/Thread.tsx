import type { ChatMessage } from '../../contract/chat.ts'
import { withOthers } from '../state/others.ts'
import { createWhen } from '../state/when.ts'
import { AddressForm } from './AddressForm.tsx'
import type { Part } from './App.tsx'
import { Files } from './Files.tsx'
import { Notice } from './Notice.tsx'
import { hoursSentence, isOpenNow } from './promise.ts'
import { Survey } from './Survey.tsx'
import { otherThan, Words } from './Words.tsx'

/** The conversation, oldest first; it stays at its end unless the visitor reads above. */
export function Thread({ chat }: Part) {
  const { view, say } = chat
  const { messages } = view.thread
  const when = createWhen(view.language)
  const now = chat.now()
  const isOpen = isOpenNow(view.settings, now)
  const isEnded = view.state?.conversation?.state === 'ended'
  const isAway = !isEnded && !view.settings.isClosed && (!isOpen || !view.settings.isStaffed)
  let day = ''
  return (
    <section class="body thread" aria-label={say('messages')} ref={followEnd}>
      {view.hasOlder && (
        <button type="button" class="quiet" onClick={() => void chat.older()}>
          {say('older')}
        </button>
      )}
      {view.isLoading && <p class="fine">{say('loading')}</p>}
      {!view.isLoading && messages.length === 0 && (
        <p class="fine">{say('begin', { name: view.settings.name })}</p>
      )}
      {messages.length === 0 && view.settings.preChat.length === 0 && <Notice chat={chat} />}
      <ol>
        {withOthers(messages, view.state?.others).map(one => {
          if (one.kind === 'other')
            return (
              <li key={one.key} class="day">
                <span role="status">
                  {say(one.hasLeft ? 'othersLeft' : 'othersJoined', { name: one.name })}
                </span>
              </li>
            )
          const { message } = one
          const isNewDay = when.dayOf(message.at) !== day
          day = when.dayOf(message.at)
          return [
            isNewDay && (
              <li key={day} class="day">
                {when.day(message.at, now)}
              </li>
            ),
            <Message
              key={message.clientId ?? message.id}
              message={message}
              chat={chat}
              time={when.time(message.at)}
            />,
          ]
        })}
        {view.outbox.map(({ id, text, files, state, reason, tries }) => (
          <li key={id} class="message mine pending">
            <div class="bubble">
              <Words text={text} />
              {files.map(file => (
                <p key={file.id}>{file.name}</p>
              ))}
            </div>
            {state === 'refused' ? (
              <p class="mark fault">
                {say('refused', { reason: reason ?? '' })}{' '}
                <button type="button" onClick={() => chat.again(id)}>
                  {say('again')}
                </button>{' '}
                <button type="button" onClick={() => chat.takeBack(id)}>
                  {say('takeBack')}
                </button>
              </p>
            ) : (
              <p class="mark">{say(tries > 0 || !view.isOnline ? 'kept' : 'leaving')}</p>
            )}
          </li>
        ))}
      </ol>
      {view.typing && (
        <p class="typing">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {say('typing', { name: view.typing })}
        </p>
      )}
      <Survey chat={chat} />
      {isEnded && (
        <div class="card">
          <p>{say('ended')}</p>
          <button type="button" class="row" onClick={() => void chat.downloadTranscript()}>
            {say('download')}
          </button>
          {view.settings.transcript.isOffered && (
            <button type="button" class="row" onClick={() => void chat.mailTranscript()}>
              {say('mailTranscript')}
            </button>
          )}
        </div>
      )}
      {isAway &&
        !view.state?.address &&
        view.addressStep === 'none' &&
        (messages.length > 0 || view.outbox.length > 0) && (
          <div class="card">
            <p>{isOpen ? say('nobodyHere') : hoursSentence(view.settings, view.words, when, now)}</p>
            <button type="button" class="row" onClick={() => chat.show({ addressStep: 'address' })}>
              {say('byMail')}
            </button>
          </div>
        )}
      {view.addressStep !== 'none' && <AddressForm chat={chat} />}
    </section>
  )
}

function Message({ chat, message, time }: Part & { message: ChatMessage; time: string }) {
  const { say, view } = chat
  const { from, name, text, files, isSeen, channel, language } = message
  const isMine = from === 'visitor'
  const who = isMine ? say('you') : (name ?? view.settings.name)
  return (
    <li class={isMine ? 'message mine' : 'message'}>
      {!isMine && <p class="from">{from === 'automatic' ? say('automatic', { name: who }) : who}</p>}
      <div class="bubble">
        {isMine && <span class="spoken">{say('says', { name: who })}</span>}
        <Words text={text} lang={otherThan(view.language, language)} />
        <Files chat={chat} files={files} />
      </div>
      <p class="mark">
        {time}
        {channel === 'email' && ` · ${say('mail')}`}
        {isMine && ` · ${say(isSeen ? 'seen' : 'arrived')}`}
      </p>
    </li>
  )
}

const following = new WeakSet<Element>()

/** Keeps the last message in sight after each drawing, unless the visitor has gone up to read. */
function followEnd(thread: HTMLElement | null) {
  if (!thread) return
  const toEnd = () => {
    thread.scrollTop = thread.scrollHeight
  }
  if (following.has(thread)) return
  following.add(thread)
  // What scrolls can be reached by the keyboard.
  thread.tabIndex = 0
  let isAtEnd = true
  thread.addEventListener('scroll', () => {
    isAtEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 40
  })
  const follow = () => {
    if (isAtEnd) toEnd()
  }
  new MutationObserver(follow).observe(thread, { childList: true, subtree: true })
  new ResizeObserver(follow).observe(thread)
  thread.addEventListener('load', follow, true)
  toEnd()
}
