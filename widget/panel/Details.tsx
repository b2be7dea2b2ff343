import type { PreChatField } from '../../contract/chat.ts'
import type { Part } from './App.tsx'
import { Notice } from './Notice.tsx'

/** What the workspace asks before the first message, and what it does with the answers. */
export function Details({ chat }: Part) {
  const { view, say } = chat
  const { preChat } = view.settings
  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const given = Object.fromEntries(
      [...new FormData(form)].map(([key, value]) => [key, String(value).trim()]),
    )
    let first: HTMLElement | undefined
    for (const field of preChat) {
      const control = form.elements.namedItem(field.key) as HTMLInputElement
      const wrong = fault(field, given[field.key] ?? '', control)
      control.setAttribute('aria-invalid', String(Boolean(wrong)))
      const said = form.querySelector(`#${field.key}-fault`)
      if (said) said.textContent = wrong ?? ''
      if (wrong) first ??= control
    }
    if (first) return first.focus()
    chat.answerFields(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')))
  }
  return (
    <section class="body">
      <form noValidate onSubmit={handleSubmit}>
        {preChat.map(field => (
          <p class="field" key={field.key}>
            <label for={field.key}>
              {field.label}
              {!field.required && <small> {say('optional')}</small>}
            </label>
            <Control field={field} />
            <span class="fault" id={`${field.key}-fault`} />
          </p>
        ))}
        <Notice chat={chat} />
        <button type="submit" class="main">
          {say('start')}
        </button>
      </form>
    </section>
  )

  function fault({ required }: PreChatField, value: string, control: HTMLInputElement): string | undefined {
    if (required && value === '') return say('required')
    return value !== '' && !control.validity.valid ? say('notAddress') : undefined
  }
}

function Control({ field: { key, type, choices, required } }: { field: PreChatField }) {
  const shared = { id: key, name: key, required, 'aria-describedby': `${key}-fault` }
  if (type === 'choice')
    return (
      <select {...shared}>
        <option value="" />
        {choices.map(choice => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    )
  if (type === 'email') return <input {...shared} type="email" maxLength={320} autoComplete="email" />
  return <input {...shared} maxLength={320} autoComplete={type === 'name' ? 'name' : 'off'} />
}
