import { Modal } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { languages } from '../i18n/index.ts'
import { Keys } from '../ui/Keys.tsx'
import { commands } from './catalogue.ts'
import { useKeyboard } from './keyboard-context.ts'
import classes from './Palette.module.css'
import { arrange, type PaletteEntry } from './palette-entries.ts'
import type { PaletteItem } from './palette-registry.ts'
import { noteUse, readUses } from './palette-uses.ts'

export interface PaletteProps {
  opened: boolean
  onClose: () => void
}

/** Finds any act, person or conversation by a few letters, and shows the key of each. */
export default function Palette({ opened, onClose }: PaletteProps) {
  const { t } = useTranslation()
  const cameFrom = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (opened && document.activeElement instanceof HTMLElement) cameFrom.current = document.activeElement
  }, [opened])
  const goBack = () => {
    onClose()
    cameFrom.current?.focus({ preventScroll: true })
  }
  return (
    <Modal
      opened={opened}
      onClose={goBack}
      withCloseButton={false}
      centered={false}
      // The act that is chosen may move the focus itself: giving it back later would undo that.
      returnFocus={false}
      size={600}
      padding={0}
      yOffset="12vh"
      attributes={{ content: { 'aria-label': t('palette.title') } }}
      classNames={{ content: classes.content }}
    >
      <PaletteSearch onLeave={goBack} />
    </Modal>
  )
}

function PaletteSearch({ onLeave }: { onLeave: () => void }) {
  const { t, i18n } = useTranslation()
  const { keyboard } = useKeyboard()
  const [query, setQuery] = useState('')
  const [place, setPlace] = useState(0)
  const found = useFound(query)
  const uses = useMemo(() => readUses(localStorage), [])
  const bothLanguages = useBothLanguages()
  const own = useOwnEntries(bothLanguages)
  const groups = useMemo(() => arrange([...own, ...found], query, uses), [own, found, query, uses])
  const flat = groups.flatMap(group => group.entries)
  const at = Math.min(place, Math.max(0, flat.length - 1))
  const listId = useId()
  const optionId = (index: number) => `${listId}-${index}`

  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, listId])

  const choose = (entry: PaletteEntry | undefined) => {
    if (!entry || entry.refused) return
    noteUse(localStorage, entry.id)
    onLeave()
    entry.run()
  }
  const handleKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (step) {
      event.preventDefault()
      const next = at + step
      setPlace(
        Math.abs(step) === 1
          ? (next + flat.length) % Math.max(1, flat.length)
          : Math.min(flat.length - 1, Math.max(0, next)),
      )
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      choose(flat[at])
    }
  }
  let index = -1
  return (
    <>
      <div className={classes.search}>
        <IconSearch size={20} stroke={1.75} aria-hidden="true" />
        <input
          // The palette exists to be typed in, and Modal gives the focus to what carries this mark.
          data-autofocus
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={flat.length > 0 ? optionId(at) : undefined}
          aria-label={t('palette.placeholder')}
          placeholder={t('palette.placeholder')}
          value={query}
          autoComplete="off"
          spellCheck={false}
          onChange={event => {
            setQuery(event.currentTarget.value)
            setPlace(0)
          }}
          onKeyDown={handleKey}
        />
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label={t('palette.title')}
        className={classes.list}
        lang={i18n.language}
      >
        {groups.map(({ group, entries }) => (
          <fieldset key={group} aria-label={t(`palette.group.${group}`)} className={classes.group}>
            <div className={classes.heading} aria-hidden="true">
              {t(`palette.group.${group}`)}
            </div>
            {entries.map(entry => {
              index += 1
              const mine = index
              return (
                // The field keeps the focus (aria-activedescendant): arrows and Enter are handled there.
                <div
                  key={entry.id}
                  id={optionId(mine)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={mine === at}
                  aria-disabled={entry.refused ? true : undefined}
                  className={classes.option}
                  onMouseMove={() => setPlace(mine)}
                  onMouseDown={event => event.preventDefault()}
                  onClick={() => choose(entry)}
                  onKeyDown={handleKey}
                >
                  <span className={classes.words}>
                    <span className="truncate">{entry.name}</span>
                    {(entry.refused || entry.hint) && (
                      <span className={`${classes.hint} truncate`}>
                        {entry.refused ? t('palette.refused', { reason: entry.refused }) : entry.hint}
                      </span>
                    )}
                  </span>
                  {entry.key && <Keys text={entry.key} isMac={keyboard.isMac} />}
                </div>
              )
            })}
          </fieldset>
        ))}
      </div>
      {flat.length === 0 && (
        <p className={classes.nothing} role="status">
          {t('palette.nothing', { query })}
        </p>
      )}
    </>
  )
}

/** Loads the sentences of the other language too, so that "close" and "clore" find the same act. */
function useBothLanguages(): boolean {
  const { i18n } = useTranslation()
  const [loaded, setLoaded] = useState(false)
  useEffect(() => {
    let wanted = true
    i18n.loadLanguages([...languages]).then(
      () => wanted && setLoaded(true),
      () => undefined, // one language is still a palette
    )
    return () => {
      wanted = false
    }
  }, [i18n])
  return loaded
}

function useOwnEntries(bothLanguages: boolean): PaletteEntry[] {
  const { t, i18n } = useTranslation()
  const { keyboard, palette } = useKeyboard()
  return useMemo(() => {
    const translators = bothLanguages ? languages.map(language => i18n.getFixedT(language, 'common')) : [t]
    const fromCatalogue = commands.flatMap(command => {
      const handler = keyboard.handlerOf(command.id)
      if (!handler || !command.group) return []
      const words = translators.map(
        say =>
          `${say(`command.${command.id}`)} ${say(`commandWords.${command.id}` as 'product', { defaultValue: '' })}`,
      )
      return [
        {
          id: command.id,
          group: command.group,
          name: t(`command.${command.id}`),
          words: words.join(' '),
          key: keyboard.keysOf(command.id)[0],
          refused: handler.refused,
          run: () => keyboard.handlerOf(command.id)?.run(),
        },
      ]
    })
    return [...fromCatalogue, ...palette.items()]
  }, [t, i18n, keyboard, palette, bothLanguages])
}

/** Asks the screens' sources 150 ms after the last letter; what was found stays until the next answer. */
function useFound(query: string): PaletteItem[] {
  const { palette } = useKeyboard()
  const [found, setFound] = useState<PaletteItem[]>([])
  useEffect(() => {
    const text = query.trim()
    if (text.length < 2) {
      setFound([])
      return
    }
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      const items = await palette.found(text, stop.signal)
      if (!stop.signal.aborted) setFound(items)
    }, 150)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [query, palette])
  return found
}
