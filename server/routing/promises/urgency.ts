const minuteMs = 60_000

/**
 * The open time in which a request is to be answered, from its place and that of its promise on the ruler of its queue's
 * hours. To the minute within the hour, and to the quarter of an hour beyond: requests of about the same promise stand in
 * one line, in the order in which they came (E47).
 */
export function promisedTargetMs(enteredAt: number, dueAt: number): number {
  const open = Math.max(minuteMs, dueAt - enteredAt)
  const step = open <= 60 * minuteMs ? minuteMs : 15 * minuteMs
  return Math.ceil(open / step) * step
}
