import { TextInput } from '@mantine/core'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { matching, type PickerItem } from './matching.ts'
import classes from './Picker.module.css'

export interface PickerProps {
  /** What is chosen: "Assign the conversation". */
  label: string
  items: readonly PickerItem[]
  onPick: (id: string) => void
  onClose: () => void
  /** Without it the list is short enough to be read. */
  searchable?: boolean
  /** Makes what was typed when nothing bears that name. */
  onCreate?: ((text: string) => void) | undefined
  /** How the offer to make it reads. */
  createLabel?: (text: string) => string
  /** Drawn before the words of an item. */
  leading?: (item: PickerItem) => ReactNode
  /** Said when there is nothing to choose from. */
  empty?: string
  footer?: ReactNode
  /** What is found is asked elsewhere: the items answer the letters already. */
  onQuery?: (query: string) => void
}

/** One list to choose from, by letters, arrows and Enter: people, reasons, tags, dates. */
export function Picker({
  label,
  items,
  onPick,
  onClose,
  searchable = true,
  onCreate,
  createLabel,
  leading,
  empty,
  footer,
  onQuery,
}: PickerProps) {
  const { t } = useTranslation('desk')
  const [query, setQuery] = useState('')
  const [place, setPlace] = useState(() =>
    Math.max(
      0,
      items.findIndex(item => item.isChosen),
    ),
  )
  const listId = useId()
  const shown = useMemo(() => (onQuery ? [...items] : matching(items, query)), [items, query, onQuery])
  const text = query.trim()
  const mayCreate =
    onCreate && text !== '' && !items.some(item => item.label.toLowerCase() === text.toLowerCase())
  const count = shown.length + (mayCreate ? 1 : 0)
  const at = Math.min(place, Math.max(0, count - 1))
  const optionId = (index: number) => `${listId}-${index}`

  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, listId])

  const choose = (index: number) => {
    const item = shown[index]
    if (item && !item.isDisabled) onPick(item.id)
    else if (!item && mayCreate) onCreate(text)
    else return
    setQuery('')
  }

  const handleKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const to = {
      ArrowDown: (at + 1) % Math.max(1, count),
      ArrowUp: (at - 1 + count) % Math.max(1, count),
      PageDown: Math.min(count - 1, at + 8),
      PageUp: Math.max(0, at - 8),
      ...(!searchable && { Home: 0, End: count - 1 }),
    }[event.key]
    if (to !== undefined) setPlace(Math.max(0, to))
    else if (event.key === 'Enter') choose(at)
    else if (event.key === 'Escape') onClose()
    else if (event.key === 'Tab' && !footer) onClose()
    else return
    // Nothing above may take the same key for its own: Escape would close the card too.
    event.preventDefault()
    event.stopPropagation()
  }

  const list = (
    <>
      {shown.map((item, index) => (
        <Option
          key={item.id}
          id={optionId(index)}
          item={item}
          heading={item.group !== shown[index - 1]?.group ? item.group : undefined}
          isAt={index === at}
          leading={leading?.(item)}
          onHover={() => setPlace(index)}
          onChoose={() => choose(index)}
        />
      ))}
      {mayCreate && (
        <Option
          id={optionId(shown.length)}
          item={{ id: 'create', label: createLabel?.(text) ?? text }}
          isAt={at === shown.length}
          onHover={() => setPlace(shown.length)}
          onChoose={() => choose(shown.length)}
        />
      )}
    </>
  )
  return (
    <div className={classes.picker}>
      <div className={classes.title}>{label}</div>
      {searchable ? (
        <>
          <TextInput
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={count > 0 ? optionId(at) : undefined}
            aria-label={label}
            placeholder={t('pick.search')}
            leftSection={<IconSearch size={16} stroke={1.75} aria-hidden="true" />}
            value={query}
            autoComplete="off"
            spellCheck={false}
            onChange={event => {
              setQuery(event.currentTarget.value)
              onQuery?.(event.currentTarget.value)
              setPlace(0)
            }}
            onKeyDown={handleKey}
          />
          <div id={listId} role="listbox" aria-label={label} className={classes.list}>
            {list}
          </div>
        </>
      ) : (
        <div
          id={listId}
          role="listbox"
          aria-label={label}
          className={classes.list}
          data-autofocus
          tabIndex={0}
          aria-activedescendant={count > 0 ? optionId(at) : undefined}
          onKeyDown={handleKey}
        >
          {list}
        </div>
      )}
      {count === 0 && (
        <p className={classes.nothing} role="status">
          {items.length === 0 ? (empty ?? t('pick.nothing')) : t('pick.nothing')}
        </p>
      )}
      {footer}
    </div>
  )
}

interface OptionProps {
  id: string
  item: PickerItem
  heading?: string | undefined
  isAt: boolean
  leading?: ReactNode
  onHover: () => void
  onChoose: () => void
}

function Option({ id, item, heading, isAt, leading, onHover, onChoose }: OptionProps) {
  return (
    <>
      {heading && (
        <div className={classes.heading} role="presentation">
          {heading}
        </div>
      )}
      {/* The field keeps the focus (aria-activedescendant): keys are handled there. */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={isAt}
        aria-disabled={item.isDisabled || undefined}
        className={classes.option}
        data-level={item.level ?? 0}
        onMouseMove={onHover}
        onMouseDown={event => event.preventDefault()}
        onClick={onChoose}
        onKeyDown={event => event.key === 'Enter' && onChoose()}
      >
        {leading}
        <span className={classes.words}>
          <span className="truncate">{item.label}</span>
          {item.hint && <span className={`${classes.hint} truncate`}>{item.hint}</span>}
        </span>
        {item.isChosen && <IconCheck size={16} stroke={1.75} aria-hidden="true" className={classes.check} />}
      </div>
    </>
  )
}
