import { createWhen } from '../state/when.ts'
import type { Part } from './App.tsx'
import { Icon } from './icons.tsx'
import { hoursSentence, isOpenNow } from './promise.ts'

/** The first view: what can be expected, a person in one act, and the telephone for those who prefer it. */
export function Home({ chat }: Part) {
  const { view, say } = chat
  const { settings, state } = view
  const isOpen = isOpenNow(settings, chat.now())
  return (
    <section class="body home">
      {settings.isClosed ? (
        <p class="promise" role="status">
          <strong>{say('chatClosed')}</strong>
        </p>
      ) : (
        <Expected chat={chat} />
      )}
      {state?.conversation && (
        <button type="button" class="row" onClick={() => chat.show({ screen: 'thread' })}>
          {say('myConversation')}
          {state.unread > 0 && <span class="count">{state.unread}</span>}
        </button>
      )}
      {!state?.conversation && !settings.isClosed && (
        <button type="button" class="main" onClick={chat.talk}>
          <Icon shape="person" />
          {say(isOpen && settings.isStaffed ? 'talk' : 'leaveMessage')}
        </button>
      )}
      {settings.phones.length > 0 && (
        <section aria-label={say('phones')}>
          {settings.phones.map(({ number, shown, tariff }) => (
            <a key={number} class="row" href={`tel:${number}`}>
              <Icon shape="phone" />
              <span>
                {shown}
                <small>{tariff}</small>
              </span>
            </a>
          ))}
        </section>
      )}
    </section>
  )
}

/** Whether somebody is there, until when or from when, and how long it takes. */
function Expected({ chat }: Part) {
  const { view, say } = chat
  const { settings, language } = view
  const now = chat.now()
  const isOpen = isOpenNow(settings, now)
  const isElsewhere = settings.hours.timeZone !== Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <>
      <p class="welcome">{settings.texts.welcome}</p>
      <p class={isOpen ? 'promise open' : 'promise'}>
        <strong>{hoursSentence(settings, view.words, createWhen(language), now)}</strong>
        {isElsewhere && <span>{say('yourTime')}</span>}
        {isOpen && settings.isStaffed && settings.usualWaitSeconds !== null && (
          <span>
            {say('usualWait', { minutes: Math.max(1, Math.round(settings.usualWaitSeconds / 60)) })}
          </span>
        )}
        {isOpen && !settings.isStaffed && <span>{say('nobodyHere')}</span>}
        {!isOpen && settings.texts.away && <span>{settings.texts.away}</span>}
      </p>
    </>
  )
}
