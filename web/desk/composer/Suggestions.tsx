import { useEffect } from 'react'
import classes from './Composer.module.css'

export interface Suggestion {
  id: string
  label: string
  hint?: string | undefined
}

export interface SuggestionsProps {
  id: string
  label: string
  items: readonly Suggestion[]
  at: number
  onHover: (index: number) => void
  onChoose: (index: number) => void
}

/** What may be put where one is typing: people after @, commands after /. The text keeps the focus. */
export function Suggestions({ id, label, items, at, onHover, onChoose }: SuggestionsProps) {
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, at])
  return (
    <div id={id} role="listbox" aria-label={label} className={classes.suggestions}>
      {items.map((item, index) => (
        <div
          key={item.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={classes.suggestion}
          onMouseMove={() => onHover(index)}
          onMouseDown={event => {
            event.preventDefault()
            onChoose(index)
          }}
        >
          <span className="truncate">{item.label}</span>
          {item.hint && <span className={classes.suggestionHint}>{item.hint}</span>}
        </div>
      ))}
    </div>
  )
}
