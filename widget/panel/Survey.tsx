import type { ChatSurvey } from '../../contract/chat.ts'
import type { Part } from './App.tsx'
import type { Chat } from './chat.ts'

/** Longest comment that the server takes. */
const longest = 4000

/** The question at the end that is still to be answered here; undefined where there is none. */
export function openQuestion({ view }: Chat): ChatSurvey | undefined {
  const { state, opinion } = view
  const survey = state?.conversation?.state === 'ended' ? state.survey : null
  return survey && survey.score === null && opinion?.id !== survey.id ? survey : undefined
}

/** What is said once it was answered, in this tab or another. */
export function thanks({ view, say }: Chat): string | undefined {
  const survey = view.state?.conversation?.state === 'ended' ? view.state.survey : null
  const score = survey && (survey.score ?? (view.opinion?.id === survey.id ? view.opinion.score : null))
  return score ? say('thanks', { score, max: survey.scaleMax }) : undefined
}

/** How satisfied the visitor is, asked where they are: a score, a word if they like, or neither. */
export function Survey({ chat }: Part) {
  const { view, say } = chat
  const survey = openQuestion(chat)
  if (!survey) {
    const said = thanks(chat)
    if (!said) return null
    const isKept = view.opinion && !view.opinion.isKnown && !view.isOnline
    return (
      <div class="card">
        <p>{said}</p>
        {isKept && <p class="mark">{say('kept')}</p>}
      </div>
    )
  }
  const { id, question, commentQuestion, scaleMax } = survey
  const opine = (form: HTMLElement, given: { score?: number; comment?: string }) => {
    // What was pressed goes: whoever uses the keyboard goes on in the thread.
    form.closest<HTMLElement>('.thread')?.focus()
    chat.opine({ id, ...given })
  }
  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const given = new FormData(form)
    const score = Number(given.get('score'))
    const comment = String(given.get('comment') ?? '').trim()
    form.querySelector('.fault')!.textContent = score ? '' : say('noScore', { max: scaleMax })
    if (!score) return form.querySelector('input')!.focus()
    opine(form, { score, ...(comment && { comment }) })
  }
  return (
    <form class="card" key={id} noValidate onSubmit={handleSubmit}>
      <fieldset aria-describedby="score-fault">
        <legend>{question}</legend>
        <div class="scale">
          {Array.from({ length: scaleMax }, (_, index) => index + 1).map(score => (
            <label key={score}>
              <input
                type="radio"
                name="score"
                value={score}
                aria-label={
                  score === 1 || score === scaleMax
                    ? `${say('scoreOf', { score, max: scaleMax })}, ${say(score === 1 ? 'lowest' : 'highest')}`
                    : say('scoreOf', { score, max: scaleMax })
                }
              />
              {score}
            </label>
          ))}
        </div>
        <p class="fine ends" aria-hidden="true">
          <span>{say('lowest')}</span>
          <span>{say('highest')}</span>
        </p>
        <p class="fault" id="score-fault" />
      </fieldset>
      <label for="comment">
        {commentQuestion} <small>{say('optional')}</small>
      </label>
      <textarea id="comment" name="comment" rows={2} maxLength={longest} />
      <div class="line">
        <button type="submit" class="main">
          {say('sendOpinion')}
        </button>
        <button type="button" class="quiet" onClick={event => opine(event.currentTarget, {})}>
          {say('skip')}
        </button>
      </div>
    </form>
  )
}
