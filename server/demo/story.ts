import type { Pen } from './compose.ts'
import type { OpenHours } from './open-hours.ts'
import type { Random } from './random.ts'
import type { DemoDay } from './seasons.ts'
import type { Member } from './setting.ts'
import type { Attached, Thread } from './thread.ts'

/** How an ordinary conversation goes, from the first word to the closure. */
export type StoryInput = {
  random: Random
  pen: Pen
  thread: Thread
  hours: OpenHours
  day: DemoDay
  adviser: Member
  /** Someone who hands over, or who writes a note beside the adviser. */
  colleague: Member
  opening: { subject: string; text: string }
  /** Nothing is asked: an answer is enough. */
  isThanks: boolean
  /** The shop writes first. */
  fromShop: boolean
  photo: readonly Attached[]
  invoice: readonly Attached[]
  /** How likely this customer is to be unhappy with the first answer. */
  temper: number
  quote: (text: string) => { text: string; fullText?: string }
}

/** What the survey wants to know of how it went. */
export type StoryEnd = { closedAtMs: number[]; waitedMinutes: number; wasUnhappy: boolean; answered: boolean }

type Plot = 'short' | 'thanked' | 'asked' | 'held' | 'chased' | 'unhappy' | 'followed' | 'long' | 'outbound'

const plots: readonly (readonly [Plot, number])[] = [
  ['short', 27],
  ['thanked', 25],
  ['asked', 16],
  ['held', 8],
  ['chased', 7],
  ['followed', 9],
  ['long', 6],
]

/** Tells one conversation: acts after now do not happen, so the last ones of the year are still open. */
export function tell(input: StoryInput, startMs: number): StoryEnd {
  const { random, pen, thread, hours, day, adviser, colleague, photo, invoice, quote } = input
  // On a heavy day the same people answer more slowly.
  const load = Math.min(4.5, 0.55 + day.demand * 0.6)
  const adviserTakes = (mean: number) => 4 + -Math.log(1 - random.next() * 0.985) * mean * load
  const customerTakes = () => (6 + -Math.log(1 - random.next() * 0.98) * random.pick([40, 200, 600])) * 60_000
  const end: StoryEnd = {
    closedAtMs: [],
    waitedMinutes: 0,
    wasUnhappy: random.chance(input.temper),
    answered: false,
  }
  let atMs = startMs

  const answerAt = (mean: number) => {
    atMs = hours.after(atMs, adviserTakes(mean))
    return atMs
  }
  const customer = (text: string, attachments: readonly Attached[] = []) => {
    atMs += Math.round(customerTakes())
    const { text: words, ...rest } = quote(text)
    thread.customerWrites(atMs, words, { ...rest, attachments })
  }
  const replies = (write: (atMs: number) => string, mean: number) =>
    thread.adviserWrites(answerAt(mean), adviser, write(atMs))
  const maybe = (chance: number, act: () => void) => {
    if (random.chance(chance)) act()
  }
  const thanks = () => customer(pen.customerSays('thanks'))

  const first = (write: (atMs: number) => string, mean: number, sinceMs = atMs) => {
    answerAt(mean)
    end.waitedMinutes = hours.between(sinceMs, atMs)
    maybe(0.12, () => thread.assign(atMs - random.int(4, 40) * 60_000, adviser, colleague))
    maybe(0.22, () =>
      thread.note(atMs - random.int(1, 3) * 60_000, random.chance(0.75) ? adviser : colleague, pen.note()),
    )
    thread.adviserWrites(atMs, adviser, write(atMs), { attachments: invoice })
    end.answered = true
  }

  const plot = plotOf(input, end.wasUnhappy)
  if (plot === 'outbound') {
    thread.adviserWrites(atMs, adviser, input.opening.text)
    end.answered = true
    if (random.chance(0.7)) thanks()
    else {
      customer(pen.customerFollowsUp())
      replies(pen.adviserAnswersFollowUp, 90)
    }
  } else {
    const askedFirst = plot === 'asked' || plot === 'long'
    thread.customerWrites(startMs, input.opening.text, { attachments: askedFirst ? [] : photo })
    if (plot === 'short') first(ms => pen.adviserAnswers(ms, 'first'), 120)
    if (plot === 'thanked') {
      first(ms => pen.adviserAnswers(ms, 'first'), 110)
      thanks()
      maybe(0.22, () => replies(pen.adviserAnswersThanks, 60))
    }
    if (askedFirst) {
      first(pen.adviserAsks, 105)
      customer(pen.customerDetails(), photo)
      if (plot === 'long') replies(ms => pen.adviserHolds(ms, 'later'), 120)
      replies(ms => pen.adviserAnswers(ms, plot === 'long' ? 'back' : 'later'), plot === 'long' ? 260 : 110)
      if (plot === 'asked') maybe(0.6, thanks)
    }
    if (plot === 'held') {
      first(ms => pen.adviserHolds(ms, 'first'), 90)
      const answerMs = hours.after(atMs, Math.min(1200, adviserTakes(random.chance(0.6) ? 200 : 700)))
      if (random.chance(0.45)) thread.snooze(atMs + 20_000, adviser, answerMs)
      else if (random.chance(0.5)) thread.hold(atMs + 20_000, adviser)
      atMs = answerMs
      thread.adviserWrites(atMs, adviser, pen.adviserAnswers(atMs, 'back'))
      maybe(0.6, thanks)
    }
    if (plot === 'chased') {
      atMs = hours.after(startMs, adviserTakes(420) + 300)
      customer(pen.customerSays('chasers'))
      first(pen.adviserAnswersChaser, 80, startMs)
      if (!end.wasUnhappy) thanks()
    }
    if (plot === 'unhappy') first(ms => pen.adviserAnswers(ms, random.chance(0.3) ? 'late' : 'first'), 170)
    if (end.wasUnhappy) {
      customer(pen.customerSays('unhappy'))
      replies(pen.adviserSoothes, 110)
      maybe(0.35, thanks)
    }
    if (plot === 'followed') first(ms => pen.adviserAnswers(ms, 'first'), 120)
    if (plot === 'followed' || plot === 'long') {
      customer(pen.customerFollowsUp())
      replies(pen.adviserAnswersFollowUp, 90)
      maybe(plot === 'long' ? 0.9 : 0.5, thanks)
    }
    maybe(0.09, () => pen.adviserReports && thread.spoken < 7 && replies(pen.adviserReports, 400))
  }
  close()

  if (!thread.isOver && thread.spoken < 7 && random.chance(end.wasUnhappy ? 0.1 : 0.04)) {
    atMs += random.int(6, 200) * 3_600_000
    customer(pen.customerSays('comebacks'))
    replies(pen.adviserAnswersComeback, 120)
    end.wasUnhappy ||= random.chance(0.4)
    close()
  }
  return end

  function close() {
    // After a thank-you there is nothing to wait for; otherwise half are closed with the answer itself, the others once the
    // customer has had time to come back.
    if (thread.customerSpokeLast) atMs = hours.after(atMs, random.int(2, 150))
    else atMs = random.chance(0.5) ? atMs + 30_000 : hours.after(atMs, random.int(30, 2600))
    thread.close(atMs, adviser, random.chance(0.3) ? pen.closingNote() : null)
    if (!thread.isOver) end.closedAtMs.push(atMs)
  }
}

function plotOf({ random, pen, fromShop, isThanks }: StoryInput, unhappy: boolean): Plot {
  if (isThanks) return 'short'
  if (fromShop) return 'outbound'
  if (unhappy) return random.chance(0.6) ? 'unhappy' : 'chased'
  const plot = random.weighted(plots)
  return (plot === 'asked' || plot === 'long') && !pen.mayAsk
    ? plot === 'asked'
      ? 'thanked'
      : 'followed'
    : plot
}
