import TinyQueue from 'tinyqueue'

/** Instants at which something is to happen, with what: given back in their order, and as they were said at one instant. */
export interface Timers<Thing> {
  add(at: number, thing: Thing): void
  /** The first of those that are due at an instant is taken out; undefined when there is none. */
  due(now: number): { at: number; thing: Thing } | undefined
  /** The first instant of all. */
  next(): number | undefined
}

interface Timer<Thing> {
  at: number
  nth: number
  thing: Thing
}

/** What is far off is only put aside with the rest of its second or so, and ordered when that comes. */
const spanMs = 1024

/** No timer yet. Those that are over by the time they are looked at are dropped: most are, since most offers are taken. */
export function createTimers<Thing>(isOver: (at: number, thing: Thing) => boolean): Timers<Thing> {
  const near = new TinyQueue<Timer<Thing>>([], (one, other) => one.at - other.at || one.nth - other.nth)
  const far = new Map<number, Timer<Thing>[]>()
  const spans = new TinyQueue<number>()
  /** The first span that is not ordered yet. */
  let border = 0
  let count = 0

  function open() {
    const span = spans.pop()!
    for (const timer of far.get(span)!) if (!isOver(timer.at, timer.thing)) near.push(timer)
    far.delete(span)
    border = span + 1
  }

  return {
    add(at, thing) {
      const timer = { at, nth: count++, thing }
      const span = Math.floor(at / spanMs)
      if (span < border) {
        near.push(timer)
        return
      }
      const there = far.get(span)
      if (there) there.push(timer)
      else {
        far.set(span, [timer])
        spans.push(span)
      }
    },
    due(now) {
      while (spans.length > 0 && spans.peek()! * spanMs <= now) open()
      while (near.length > 0 && near.peek()!.at <= now) {
        const timer = near.pop()!
        if (!isOver(timer.at, timer.thing)) return timer
      }
      return undefined
    },
    next() {
      for (;;) {
        while (near.length > 0 && isOver(near.peek()!.at, near.peek()!.thing)) near.pop()
        if (near.length > 0) return near.peek()!.at
        if (spans.length === 0) return undefined
        open()
      }
    },
  }
}
