import { Textarea } from '@mantine/core'
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fold } from '../../keyboard/search.ts'
import classes from './Composer.module.css'
import { type Mark, markAt } from './marks.ts'
import { insertMention, type Mentionable, typingAfter } from './mentions.ts'
import { type Suggestion, Suggestions } from './Suggestions.tsx'
import { MarkBar, MarkedText } from './WritingMarks.tsx'

export interface SlashCommand extends Suggestion {
  run: () => void
}

export interface WritingAreaProps {
  label: string
  placeholder: string
  text: string
  language: string | undefined
  /** Words to look at again. */
  marks: readonly Mark[]
  /** Absent for who may not teach the spelling words. */
  onLearn: ((word: string) => void) | undefined
  /** People that @ may name; nobody in an answer to a customer. */
  people: readonly Mentionable[]
  commands: readonly SlashCommand[]
  /** Answers kept ready, those most used first. */
  answers: readonly Suggestion[]
  field: RefObject<HTMLTextAreaElement | null>
  minRows: number
  onText: (text: string) => void
  /** Puts an answer between what stands before and after what was typed for it. */
  onAnswer: (id: string, before: string, after: string) => void
  onFiles: (files: File[]) => void
  /** What Enter alone does, where it sends: in a chat. */
  onEnter?: () => void
}

/** More are found by their letters. */
const mostAnswers = 20

/** The text itself: it grows, takes pasted files, and offers people after @ and commands after /. */
export function WritingArea({
  label,
  placeholder,
  text,
  language,
  marks,
  onLearn,
  people,
  commands,
  answers,
  field,
  minRows,
  onText,
  onAnswer,
  onFiles,
  onEnter,
}: WritingAreaProps) {
  const { t } = useTranslation('desk')
  const [caret, setCaret] = useState(0)
  const [at, setAt] = useState(0)
  const [dismissed, setDismissed] = useState<string>()
  const listId = useId()

  const naming = people.length > 0 ? typingAfter('@', text, caret) : undefined
  const commanding = naming ? undefined : typingAfter('/', text, caret)
  const token = naming ? `@${naming.start}` : commanding ? `/${commanding.start}` : undefined
  const wanted = fold(commanding?.query ?? '').trim()
  const items: readonly Suggestion[] =
    token === undefined || token === dismissed
      ? []
      : naming
        ? people
            .filter(({ name }) => fold(name).includes(fold(naming.query).trim()))
            .slice(0, 8)
            .map(({ id, name }) => ({ id, label: name }))
        : offered()
  const isOpen = items.length > 0

  /** Before a letter is typed the answers come first; what is typed may be the name of a command. */
  function offered(): readonly Suggestion[] {
    const isWhole = commanding?.start === 0 && text.length === caret
    const acts = commands.filter(({ id, label: name }) => isWhole && fold(`${id} ${name}`).includes(wanted))
    const ready = answers
      .filter(({ label: name, hint }) => fold(`${name} ${hint ?? ''}`).includes(wanted))
      .slice(0, mostAnswers)
    return wanted === '' ? [...ready, ...acts] : [...acts, ...ready]
  }
  const place = Math.min(at, Math.max(0, items.length - 1))

  const choose = (index: number) => {
    const item = items[index]
    if (!item) return
    setAt(0)
    if (naming) {
      const next = insertMention(text, naming, item.label)
      onText(next.text)
      requestAnimationFrame(() => {
        field.current?.setSelectionRange(next.caret, next.caret)
        setCaret(next.caret)
      })
      return
    }
    const command = commands.find(one => one.id === item.id)
    if (command) {
      onText('')
      command.run()
    } else if (commanding) onAnswer(item.id, text.slice(0, commanding.start), text.slice(caret))
  }

  const handleKey = (event: KeyboardEvent) => {
    // Safari says the Enter that ends a composition after it: 229 is its key then.
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey
    if (!isOpen && onEnter && event.key === 'Enter' && isPlain) {
      event.preventDefault()
      onEnter()
    }
    if (!isOpen) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setAt((place + step + items.length) % items.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) choose(place)
    else if (event.key === 'Escape') setDismissed(token)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const mark = markAt(marks, caret)
  const replace = ({ start, end }: Mark, by: string) => {
    onText(text.slice(0, start) + by + text.slice(end))
    field.current?.focus()
  }

  const handlePaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    onFiles(files)
  }

  return (
    <div className={classes.writing}>
      {isOpen && (
        <Suggestions
          id={listId}
          label={t(naming ? 'compose.mention' : 'compose.commands')}
          items={items}
          at={place}
          onHover={setAt}
          onChoose={choose}
        />
      )}
      <div className={classes.field}>
        {marks.length > 0 && <MarkedText text={text} marks={marks} />}
        <Textarea
          ref={field}
          aria-label={label}
          placeholder={placeholder}
          value={text}
          lang={language}
          // The marks are ours, in the conversation's language; the browser's would be in the writer's.
          spellCheck={false}
          autosize
          minRows={minRows}
          variant="unstyled"
          classNames={{ input: classes.text }}
          aria-autocomplete={isOpen ? 'list' : undefined}
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen ? `${listId}-${place}` : undefined}
          onChange={event => {
            setCaret(event.currentTarget.selectionStart)
            setDismissed(undefined)
            onText(event.currentTarget.value)
          }}
          onSelect={event => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={handleKey}
          onPaste={handlePaste}
        />
      </div>
      {mark && <MarkBar marks={marks} mark={mark} onReplace={replace} onLearn={onLearn} />}
    </div>
  )
}
