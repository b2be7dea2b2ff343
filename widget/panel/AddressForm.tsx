import type { Part } from './App.tsx'

/** Where the answer goes when the visitor has left: an address, proved by the code that was mailed there. */
export function AddressForm({ chat }: Part) {
  const { view, say } = chat
  const isCode = view.addressStep === 'code'
  const name = isCode ? 'code' : 'address'
  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const control = form.elements.namedItem(name) as HTMLInputElement
    control.setAttribute('aria-invalid', String(!control.validity.valid))
    if (!control.validity.valid) {
      chat.show({ problem: say(isCode ? 'notCode' : 'notAddress') })
      return control.focus()
    }
    const value = control.value.trim()
    const wants = form.elements.namedItem('wants') as HTMLInputElement | null
    void (isCode ? chat.giveCode(value) : chat.leaveAddress(value, wants?.checked ?? false))
  }
  return (
    <form class="card" noValidate onSubmit={handleSubmit} key={name}>
      <label for={name}>
        {say(isCode ? 'codeLabel' : view.wantsTranscript ? 'addressForTranscript' : 'addressLabel')}
      </label>
      <div class="line">
        {isCode ? (
          <input
            id="code"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9]{6}"
            maxLength={6}
            required
          />
        ) : (
          <input id="address" name="address" type="email" autoComplete="email" maxLength={320} required />
        )}
        <button type="submit" class="main">
          {say(isCode ? 'confirm' : 'keepAddress')}
        </button>
      </div>
      {!isCode && !view.wantsTranscript && view.settings.transcript.isOffered && (
        <label class="tick">
          <input type="checkbox" name="wants" />
          {say('transcriptAtEnd')}
        </label>
      )}
      <button
        type="button"
        class="quiet"
        onClick={() => chat.show({ addressStep: 'none', wantsTranscript: false, problem: undefined })}
      >
        {say('notNow')}
      </button>
    </form>
  )
}
