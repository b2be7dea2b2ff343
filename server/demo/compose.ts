import type { Customer } from './customers.ts'
import type { Facts } from './facts.ts'
import type { Random } from './random.ts'
import type { ReasonKey } from './reasons.ts'
import { longDate, weekdayName } from './seasons.ts'
import { asTypedBy } from './slips.ts'
import { capitalised, fill } from './text-template.ts'
import { english } from './texts/en/index.ts'
import { phrases as englishPhrases } from './texts/en/phrases.ts'
import { fits } from './texts/fits.ts'
import { french } from './texts/fr/index.ts'
import { phrases as frenchPhrases } from './texts/fr/phrases.ts'
import type { Choice, Phrases } from './texts/phrases.ts'
import type { ReasonTexts } from './texts/reason-texts.ts'
import { typesetEnglish, typesetFrench } from './typography.ts'

export type Language = 'fr' | 'en'

/** The texts of a reason in a language. */
export function textsOf(language: Language, key: ReasonKey): ReasonTexts {
  const [family = '', reason = ''] = key.split('.')
  const texts = (language === 'fr' ? french : english)[family]?.[reason]
  if (!texts) throw new Error(`The demo has no ${language} text for the reason ${key}`)
  return texts
}

/** What suits one situation of a reason: which answers, and which questions may come first. */
export function fitOf(key: ReasonKey, situation: number): { answers: number[]; questions: number[] } {
  const [answers = '', questions = ''] = fits[key]!.split(' ')[situation]!.split('?')
  return { answers: [...answers].map(Number), questions: [...questions].map(Number) }
}

/** Sets templates in type; a few hundred of them are used thousands of times, so each is set once. */
export type Typesetter = Record<Language, (text: string) => string>

/** Makes a typesetter with a memory of its own. */
export function createTypesetter(): Typesetter {
  return { fr: remembering(typesetFrench), en: remembering(typesetEnglish) }
}

/** Writes for both sides of one conversation, and remembers what was asked. */
export type Pen = ReturnType<typeof createPen>

export type PenInput = {
  random: Random
  customer: Customer
  reason: ReasonKey
  facts: Facts
  adviser: string
  typesetter: Typesetter
}

/** Gives a pen to a conversation: its customer, its facts, its reason; `adviser` is the first name that signs. */
export function createPen({ random, customer, reason, facts, adviser, typesetter }: PenInput) {
  const language = customer.language
  const texts = textsOf(language, reason)
  const set = typesetter[language]
  const phrases: Phrases = language === 'fr' ? frenchPhrases : englishPhrases
  const said = facts.slots.customer
  const careful = Object.fromEntries(
    Object.entries(facts.slots.adviser).map(([name, value]) => [
      name,
      /[' €.]/.test(value) ? set(value) : value,
    ]),
  )
  const ofOrder = isAboutOrder(reason)
  const situation = random.int(0, texts.situations.length - 1)
  const fit = fitOf(reason, situation)
  let asked = 0
  let followUp = 0
  let promised = said

  const choose = ({ any, order }: Choice) =>
    random.pick(ofOrder && random.chance(order.length / (order.length + any.length * 0.6)) ? order : any)
  const followUps = [...phrases.followUps.any, ...(ofOrder ? phrases.followUps.order : [])]

  function fromCustomer(parts: string[], { short }: { short: boolean }): string {
    const words = phrases.customer
    const manner = short && customer.manner === 'formal' ? 'plain' : customer.manner
    const greeting = short && random.chance(0.55) ? '' : random.pick(words.greetings[manner])
    const goodbye = short && random.chance(0.65) ? '' : random.pick(words.goodbyes[manner])
    const name = short && random.chance(0.35) ? '' : nameBelow(random, customer)
    const body = paragraphs(random, parts.filter(Boolean), customer.manner)
    const signed = [goodbye, name].filter(Boolean).join('\n')
    const letter =
      customer.manner === 'casual' && random.chance(0.4)
        ? [`${greeting} ${body}`.trim(), signed]
        : [greeting, body, signed]
    const typed = asTypedBy(customer, fill(letter.filter(Boolean).join('\n\n'), promised), random)
    return customer.device === undefined ? typed : `${typed}\n\n${words.devices[customer.device]}`
  }

  function fromAdviser(atMs: number, parts: string[], { pending }: { pending: boolean }): string {
    const words = phrases.adviser
    const next = nextDayAfter(random, atMs, language)
    promised = { ...said, nextDay: next.short, NextDay: capitalised(next.short) }
    const letter = [
      random.pick(words.greetings),
      parts.filter(Boolean).join(' '),
      random.pick(pending ? words.pendingClosings : words.closings),
      `${random.pick(words.goodbyes)}\n${adviser}`,
    ]
    return fill(letter.filter(Boolean).map(set).join('\n\n'), {
      ...careful,
      nextDay: next.long,
      NextDay: capitalised(next.long),
    })
  }

  const answer = () => texts.answers[random.pick(fit.answers)]!

  return {
    /** True when there is something to ask before answering. */
    mayAsk: fit.questions.length > 0,

    customerOpens() {
      const ask = random.chance(0.82) ? random.pick(texts.asks) : ''
      const context = random.chance(0.5) ? choose(phrases.customer.context) : ''
      const told = texts.situations[situation]!
      const subject = asTypedBy(customer, fill(random.pick(texts.subjects), said), random)
      return {
        subject,
        text: fromCustomer(random.chance(0.4) ? [context, told, ask] : [told, context, ask], {
          short: false,
        }),
      }
    },
    customerDetails() {
      const fitting = texts.details.filter((_, index) => index % texts.questions.length === asked)
      return fromCustomer([random.pick(fitting.length > 0 ? fitting : texts.details)], { short: true })
    },
    customerSays: (kind: 'chasers' | 'thanks' | 'unhappy' | 'comebacks') =>
      fromCustomer([choose(phrases.customer[kind])], { short: true }),
    customerFollowsUp() {
      followUp = random.int(0, followUps.length - 1)
      return fromCustomer(
        [random.chance(0.5) ? choose(phrases.customer.thanks) : '', followUps[followUp]!.asks],
        { short: true },
      )
    },

    adviserAnswers(atMs: number, when: 'first' | 'late' | 'later' | 'back') {
      const { openings, lateOpenings, laterOpenings, backOpenings } = phrases.adviser
      const opening =
        when === 'first'
          ? choose(openings)
          : random.pick({ late: lateOpenings, later: laterOpenings, back: backOpenings }[when])
      return fromAdviser(atMs, [opening, answer()], { pending: false })
    },
    adviserAsks(atMs: number) {
      asked = random.pick(fit.questions)
      return fromAdviser(atMs, [choose(phrases.adviser.openings), texts.questions[asked]!], {
        pending: false,
      })
    },
    adviserHolds: (atMs: number, when: 'first' | 'later') =>
      fromAdviser(
        atMs,
        [
          when === 'first' ? choose(phrases.adviser.openings) : random.pick(phrases.adviser.laterOpenings),
          choose(phrases.adviser.holding),
        ],
        { pending: true },
      ),
    adviserAnswersChaser: (atMs: number) =>
      fromAdviser(atMs, [choose(phrases.adviser.toChaser), answer()], { pending: false }),
    adviserSoothes: (atMs: number) =>
      fromAdviser(atMs, [choose(phrases.adviser.toUnhappy)], { pending: true }),
    adviserAnswersFollowUp: (atMs: number) =>
      fromAdviser(atMs, [followUps[followUp]!.answer], { pending: false }),
    adviserAnswersComeback: (atMs: number) =>
      fromAdviser(atMs, [choose(phrases.adviser.toComeback)], { pending: true }),
    adviserAnswersThanks: (atMs: number) =>
      fromAdviser(atMs, [random.pick(phrases.adviser.toThanks)], { pending: false }),
    /** News of an order, when there is one. */
    adviserReports: ofOrder
      ? (atMs: number) => fromAdviser(atMs, [random.pick(texts.outcomes)], { pending: false })
      : undefined,
    /** The first words of a conversation that the shop begins. */
    adviserOpens(atMs: number) {
      const { subject, text } = random.pick(phrases.outbound)
      return { subject: fill(set(subject), careful), text: fromAdviser(atMs, [text], { pending: false }) }
    },

    note: () => fill(set(choose(phrases.notes)), careful),
    closingNote: () => random.pick(phrases.closingNotes),
  }
}

/** A promised day, one or two days after the words that promise it, never a Sunday. */
function nextDayAfter(random: Random, atMs: number, language: Language): { short: string; long: string } {
  const date = new Date(atMs + random.int(1, 2) * 86_400_000)
  if (date.getUTCDay() === 0) date.setUTCDate(date.getUTCDate() + 1)
  const label = { day: date.getUTCDate(), month: date.getUTCMonth() + 1, weekday: date.getUTCDay() || 7 }
  return { short: weekdayName(label.weekday, language), long: longDate(label, language) }
}

/** True for what concerns an order that is on its way or went wrong: refunds, drivers and recipients may be spoken of. */
function isAboutOrder(reason: ReasonKey): boolean {
  if (reason === 'delivery.slots' || reason === 'after_sales.cancel') return false
  return reason.startsWith('delivery.') || reason.startsWith('after_sales.') || reason === 'payment.refund'
}

function nameBelow(random: Random, customer: Customer): string {
  if (customer.manner === 'formal') return customer.name
  return random.weighted([
    [customer.name, 45],
    [customer.first, 40],
    [`${customer.first} ${customer.last[0]}.`, 15],
  ])
}

/** Formal people leave a line between ideas; others go on. */
function paragraphs(random: Random, parts: string[], manner: Customer['manner']): string {
  return parts.join(manner === 'formal' && parts.length > 2 ? '\n\n' : random.chance(0.25) ? '\n' : ' ')
}

function remembering(work: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>()
  return text => {
    let done = known.get(text)
    if (done === undefined) {
      done = work(text)
      known.set(text, done)
    }
    return done
  }
}
