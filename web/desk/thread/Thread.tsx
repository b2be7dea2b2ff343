import { ActionIcon, Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type UIEvent,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import type { ReadingStart } from '../conversation/useReadingMark.ts'
import type { SplitChoice } from '../conversation/useSplitChoice.ts'
import { MessageItem } from './MessageItem.tsx'
import lineClasses from './SystemLine.module.css'
import { SystemLineItem } from './SystemLineItem.tsx'
import type { SystemLine } from './system-lines.ts'
import classes from './Thread.module.css'
import { buildThread, type ThreadItem } from './thread-items.ts'
import { createThreadPlaces } from './thread-places.ts'

export interface ThreadHandle {
  showMessage: (id: string) => void
  toEnd: () => void
}

export interface ThreadProps {
  conversation: Conversation
  messages: readonly Message[]
  lines: readonly SystemLine[]
  start: ReadingStart
  hasOlder: boolean
  isLoadingOlder: boolean
  onOlder: () => void
  onForward: (message: Message) => void
  /** Makes a conversation of one message, or of it and all after it; absent for who may not. */
  onSplit: ((message: Message, andAfter: boolean) => void) | undefined
  /** Begins a free choice of messages to split off; absent for who may not. */
  onChoose: ((message: Message) => void) | undefined
  choice: SplitChoice | undefined
  onCorrect: (message: Message) => void
  onTakeBack: (message: Message) => void
  /** The reader is at the end, where the last words are. */
  onAtEnd: (isAtEnd: boolean) => void
  handle: React.RefObject<ThreadHandle | null>
}

/** As near as this, one is reading the last words. */
const nearEnd = 80
/** Frames and pictures find their height in this time; later, only the reader moves the thread. */
const openingMs = 2500

/** The messages of every channel and what happened between them; only what is in sight is in the page. */
export function Thread({
  conversation,
  messages,
  lines,
  start,
  hasOlder,
  isLoadingOlder,
  onOlder,
  onForward,
  onSplit,
  onChoose,
  choice,
  onCorrect,
  onTakeBack,
  onAtEnd,
  handle,
}: ThreadProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const now = useNow(60_000)
  const scroll = useRef<HTMLElement>(null)
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const [isAway, setAway] = useState(false)
  const places = useMemo(() => createThreadPlaces(sessionStorage), [])
  const isFollowing = useRef(start.atId === undefined && !places.read(conversation.id))
  const heights = useRef(new Map<string, number>())
  const keepHeight = useCallback((id: string, height: number) => void heights.current.set(id, height), [])
  const items = useMemo(
    () =>
      buildThread({
        messages,
        lines,
        hasOlder,
        firstUnreadId: start.lineId,
        unfolded,
        dayOf: at => format.day(at),
      }),
    [messages, lines, hasOlder, start.lineId, unfolded, format],
  )
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: index => estimate(items[index]!),
    getItemKey: index => items[index]!.key,
    overscan: 6,
    anchorTo: 'end',
    followOnAppend: true,
    // Someone who began at a long unread message stays there while it grows.
    scrollEndThreshold: isFollowing.current ? nearEnd : -1,
    paddingEnd: 16,
  })

  const indexOf = (key: string) => items.findIndex(item => item.key === key)
  useImperativeHandle(handle, () => ({
    showMessage: id => virtual.scrollToIndex(Math.max(0, indexOf(id)), { align: 'start' }),
    toEnd: () => virtual.scrollToEnd(),
  }))

  // Opened at the first unread message, where it was left, or at the end: once, when the messages are there.
  const isPlaced = useRef(false)
  useLayoutEffect(() => {
    if (isPlaced.current || messages.length === 0) return
    isPlaced.current = true
    const unread = items.findIndex(
      item => item.kind === 'unread' || (item.kind === 'message' && item.key === start.atId),
    )
    const left = places.read(conversation.id)
    const leftAt = left ? items.findIndex(item => item.key === left.key) : -1
    if (unread >= 0) virtual.scrollToIndex(unread, { align: 'start' })
    else if (left && leftAt >= 0) {
      const [start] = virtual.getOffsetForIndex(leftAt, 'start') ?? [0]
      virtual.scrollToOffset(start + left.offset)
    } else {
      isFollowing.current = true
      virtual.scrollToEnd()
    }
  })

  // The composer grows, a picture arrives, the window shrinks: whoever reads the last words goes on reading them,
  // until they scroll up themselves.
  const last = useRef({ top: 0, size: '' })
  const isOpening = useRef(true)
  useEffect(() => {
    const timer = setTimeout(() => {
      isOpening.current = false
    }, openingMs)
    return () => clearTimeout(timer)
  }, [])
  /** A last message taller than the window is begun at its beginning. */
  const showsTallMessage = useEffectEvent((): boolean => {
    const place = items.findLastIndex(item => item.kind === 'message')
    const size = virtual.measurementsCache[place]?.size ?? 0
    if (place < 0 || size < (scroll.current?.clientHeight ?? 0)) return false
    virtual.scrollToIndex(place, { align: 'start' })
    return true
  })
  useEffect(() => {
    const element = scroll.current
    if (!element?.firstElementChild) return
    const observer = new ResizeObserver(() => {
      if (isOpening.current && showsTallMessage()) isFollowing.current = false
      if (isFollowing.current) virtual.scrollToEnd()
      setAway(element.scrollHeight - element.scrollTop - element.clientHeight > nearEnd)
    })
    observer.observe(element)
    observer.observe(element.firstElementChild)
    return () => observer.disconnect()
  }, [virtual])

  const handleScroll = (event: UIEvent<HTMLElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
    const size = `${scrollHeight}/${clientHeight}`
    const isAtEnd = scrollHeight - scrollTop - clientHeight <= nearEnd
    if (isAtEnd) isFollowing.current = true
    else if (scrollTop < last.current.top && size === last.current.size) isFollowing.current = false
    last.current = { top: scrollTop, size }
    setAway(!isAtEnd)
    onAtEnd(isAtEnd)
    const top = virtual.getVirtualItemForOffset(scrollTop)
    places.keep(
      conversation.id,
      isFollowing.current || !top ? undefined : { key: String(top.key), offset: scrollTop - top.start },
    )
  }
  useEffect(() => {
    if (messages.length > 0) onAtEnd(virtual.isAtEnd(nearEnd))
  }, [messages.length, onAtEnd, virtual])

  const mayReply = conversation.allowed.includes('reply')
  return (
    <div className={classes.thread}>
      <section
        ref={scroll}
        className={classes.scroll}
        aria-label={t('thread.label')}
        tabIndex={-1}
        data-thread
        onScroll={handleScroll}
        onKeyDown={choice && moveAmongBoxes}
        onWheel={() => {
          isOpening.current = false
        }}
        onTouchStart={() => {
          isOpening.current = false
        }}
      >
        <div className={classes.items} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(virtualItem => {
            const item = items[virtualItem.index]!
            return (
              <div
                key={virtualItem.key}
                ref={virtual.measureElement}
                data-index={virtualItem.index}
                className={classes.item}
                style={{ transform: `translateY(${virtualItem.start}px)` }}
              >
                {draw(item)}
              </div>
            )
          })}
        </div>
      </section>
      {isAway && (
        <ActionIcon
          className={classes.toEnd}
          size="lg"
          variant="default"
          aria-label={t('thread.toEnd')}
          onClick={() => virtual.scrollToEnd()}
        >
          <IconArrowDown size={16} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      )}
    </div>
  )

  function draw(item: ThreadItem) {
    switch (item.kind) {
      case 'older':
        return (
          <div className={lineClasses.older}>
            <Button variant="subtle" size="sm" loading={isLoadingOlder} onClick={onOlder}>
              {t('thread.older')}
            </Button>
          </div>
        )
      case 'day':
        return <h3 className={lineClasses.day}>{format.dayHeading(item.at, now)}</h3>
      case 'unread':
        return <div className={lineClasses.unread}>{t('thread.unread', { count: item.count })}</div>
      case 'line':
        return <SystemLineItem line={item.line} conversation={conversation} />
      case 'folded':
        return (
          <button
            type="button"
            className={lineClasses.folded}
            aria-expanded={false}
            onClick={() => setUnfolded(known => new Set(known).add(item.lines[0]!.id))}
          >
            {t('thread.folded', { count: item.lines.length })}
          </button>
        )
      case 'message':
        return (
          <MessageItem
            message={item.message}
            continues={item.continues}
            mayReply={mayReply}
            mayRedact={conversation.allowed.includes('redact')}
            emptied={conversation.emptied}
            knownHeight={heights.current.get(item.message.id)}
            onHeight={keepHeight}
            onForward={onForward}
            onSplit={messages.length > 1 ? onSplit : undefined}
            onChoose={messages.length > 1 ? onChoose : undefined}
            isChosen={choice?.chosen.has(item.message.id)}
            beginsChoice={choice?.startId === item.message.id}
            onToggle={choice?.toggle}
            onCorrect={onCorrect}
            onTakeBack={onTakeBack}
          />
        )
    }
  }
}

/** A first idea of the height, corrected when the item is drawn. */
function estimate(item: ThreadItem): number {
  if (item.kind !== 'message') return 36
  const lines = Math.min(30, Math.ceil(item.message.text.length / 70) + 1)
  return 56 + lines * 20 + (item.message.attachments.length > 0 ? 56 : 0)
}

/** The arrows go from one message's box to the next. */
function moveAmongBoxes(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!by || !(event.target as Element).matches('[data-choose]')) return
  const boxes = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-choose]')].toSorted(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  )
  const next = boxes[boxes.indexOf(event.target as HTMLElement) + by]
  next?.focus({ preventScroll: true })
  next?.closest('article')?.scrollIntoView({ block: 'nearest' })
  event.preventDefault()
}
