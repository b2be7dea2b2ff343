import type { Part } from './App.tsx'
import { Icon } from './icons.tsx'
import { isOpenNow } from './promise.ts'

/** Who one talks with, and what can be done with the conversation as a whole. */
export function Header({ chat, onClose }: Part & { onClose: () => void }) {
  const { view, say, show } = chat
  const { screen, settings, state, isMenuOpen } = view
  const adviser = screen === 'thread' ? state?.adviser : undefined
  const hasConversation = Boolean(state?.conversation)
  return (
    <header>
      {screen !== 'home' && (
        <button type="button" class="round" aria-label={say('back')} onClick={() => show({ screen: 'home' })}>
          <Icon shape="back" />
        </button>
      )}
      {adviser?.photoUrl && (
        <img class="photo" src={chat.at(adviser.photoUrl)} alt="" width="36" height="36" />
      )}
      {!adviser?.photoUrl && settings.logoUrl && (
        <img class="logo" src={chat.at(settings.logoUrl)} alt="" width="36" height="36" />
      )}
      <div class="who">
        <h2>{adviser ? say('adviser', { name: adviser.firstName, place: settings.name }) : settings.name}</h2>
        {screen === 'thread' && view.isOnline && <p>{adviser?.isHere ? say('here') : waitSentence()}</p>}
      </div>
      {screen === 'thread' && (
        <button
          type="button"
          class="round"
          aria-label={say('menu')}
          aria-expanded={isMenuOpen}
          onClick={() => show({ isMenuOpen: !isMenuOpen })}
        >
          <Icon shape="more" />
        </button>
      )}
      <button type="button" class="round" aria-label={say('close')} onClick={onClose}>
        <Icon shape="close" />
      </button>
      {isMenuOpen && (
        <ul class="menu" aria-label={say('menu')}>
          {hasConversation && (
            <li>
              <button type="button" onClick={() => void chat.downloadTranscript()}>
                {say('download')}
              </button>
            </li>
          )}
          {hasConversation && settings.transcript.isOffered && (
            <li>
              <button type="button" onClick={() => void chat.mailTranscript()}>
                {say('mailTranscript')}
              </button>
            </li>
          )}
          <li>
            <button type="button" aria-pressed={view.hasSound} onClick={() => chat.setSound(!view.hasSound)}>
              {say(view.hasSound ? 'soundOn' : 'soundOff')}
            </button>
          </li>
          {state?.conversation?.state === 'open' && (
            <li>
              <button type="button" onClick={() => void chat.end()}>
                {say('end')}
              </button>
            </li>
          )}
        </ul>
      )}
    </header>
  )

  function waitSentence() {
    const { usualWaitSeconds, isStaffed } = settings
    if (!isOpenNow(settings, chat.now()) || !isStaffed || usualWaitSeconds === null) return null
    return say('usualWait', { minutes: Math.max(1, Math.round(usualWaitSeconds / 60)) })
  }
}
