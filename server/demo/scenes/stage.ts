import type { Contact } from '../address-book.ts'
import type { OpenHours } from '../open-hours.ts'
import type { DemoFile, Row, Rows } from '../plan.ts'
import type { ReasonKey } from '../reasons.ts'
import type { DemoDay } from '../seasons.ts'
import type { Member, Setting } from '../setting.ts'
import { type Attached, openThread, type Thread } from '../thread.ts'
import { typesetEnglish, typesetFrench } from '../typography.ts'
import type { CastKey } from './cast.ts'

/** A scene of today: when it begins, and how to play it once it has its number. */
export type Scene = { startMs: number; play: (number: number) => Rows }

export type StageInput = {
  setting: Setting
  mint: (atMs: number) => string
  nowMs: number
  days: readonly DemoDay[]
  hours: OpenHours
  cast: Record<CastKey, Contact>
  photos: { fresh: readonly DemoFile[]; wilted: readonly DemoFile[] }
}

/** What scenes are played with: people, times that are always before now, and the words' typography. */
export type Stage = ReturnType<typeof buildStage>

/** Sets the stage of today's scenes. */
export function buildStage(input: StageInput) {
  const { setting, mint, nowMs, days, hours, cast, photos } = input
  const member = (key: string): Member => {
    const found = setting.members.get(key)
    if (!found) throw new Error(`Nobody of the demo is called ${key}`)
    return found
  }
  const minute = 60_000
  const today = days.find(day => day.ago === 0)!
  const lastWorkday = days.filter(day => day.ago > 0 && day.weekday !== 7).at(-1)!

  return {
    setting,
    nowMs,
    hours,
    mint,
    member,
    lea: member('lea.marchand'),
    karim: member('karim.benali'),
    nora: member('nora.haddad'),
    sarah: member('sarah.whitfield'),
    sylvie: member('sylvie.aubert'),
    claire: member('claire.bonnet'),
    didier: member('didier.chauvet'),
    beatriz: member('beatriz.nogueira'),
    margaux: member('margaux.vasseur'),
    inesMansouri: member('ines.mansouri'),
    camille: member('camille.roussel'),
    ousmane: member('ousmane.keita'),
    delphine: member('delphine.klein'),
    fr: typesetFrench,
    en: typesetEnglish,
    today,
    /** Some minutes ago. */
    ago: (minutes: number) => nowMs - minutes * minute,
    /** The instant from which this many open minutes have passed. */
    openAgo(minutes: number) {
      let atMs = nowMs - minutes * minute
      while (hours.between(atMs, nowMs) < minutes) atMs -= 10 * minute
      return atMs
    },
    /** An hour of the last working day before today. */
    lastWorkdayAt: (hour: number, minutes: number) => lastWorkday.startMs + (hour * 60 + minutes) * minute,
    /** Tomorrow at an hour, in Paris. */
    tomorrowAt: (hour: number) => days.find(day => day.ago === -1)!.startMs + hour * 60 * minute,
    contact: (who: CastKey) => cast[who],
    photo: (wilted: boolean, name: string, index = 0): Attached => {
      const file = photos[wilted ? 'wilted' : 'fresh'][index]!
      return { fileId: file.id, name, type: 'image/png', bytes: file.bytes.byteLength }
    },
    /** One scene: the thread is opened for its customer, then played. */
    scene(
      startMs: number,
      about: {
        who: CastKey
        subject: string
        team?: Parameters<Setting['teams']['get']>[0]
        reason?: ReasonKey
        channel?: 'fr' | 'en' | 'pro'
        isSpam?: boolean
        /** The chat it is held by, and the visitor's identity in it. */
        chat?: { id: string; identityId: string }
        /** The form it came by. */
        form?: { id: string }
      },
      play: (thread: Thread, stage: { startMs: number; contact: Contact }) => Rows | undefined,
    ): Scene {
      return {
        startMs,
        play(number) {
          const contact = cast[about.who]
          const language = contact.customer.language
          const channel =
            setting.channels[about.channel ?? (contact.customer.company !== undefined ? 'pro' : language)]
          const thread = openThread({
            mint,
            nowMs,
            number,
            correspondent: contact,
            channel,
            language,
            subject: about.subject,
            teamId: setting.teams.get(about.team ?? (language === 'fr' ? 'mail' : 'english'))!,
            linkedTo: contact.lastConversation ?? null,
            isSpam: about.isSpam ?? false,
            ...(about.chat && { chat: about.chat }),
            ...(about.form && { form: about.form }),
          })
          if (about.reason) thread.describe({ reasonId: setting.reasons.get(about.reason)! })
          const more = play(thread, { startMs, contact }) ?? {}
          contact.lastConversation = thread.id || contact.lastConversation
          return { ...thread.rows(), ...more }
        },
      }
    },
    /** An order of a scene, with its delivery as it stands. */
    order(
      contact: Contact,
      order: string,
      title: string,
      amount: number,
      city: string,
      status: { order: string; delivery: string },
      deliveryMs: number,
    ): Row<'external_records'>[] {
      const placedMs = deliveryMs - 3 * 86_400_000
      const common = {
        contact_id: contact.contactId,
        created_at: new Date(placedMs),
        updated_at: new Date(nowMs - 2 * minute),
      }
      return [
        {
          ...common,
          type: 'order',
          external_id: order,
          title,
          status: status.order,
          url: `https://www.maison-bleuet.test/commandes/${order}`,
          amount,
          currency: 'EUR',
          occurred_at: new Date(placedMs),
          data: { city },
        },
        {
          ...common,
          type: 'delivery',
          external_id: `L-${order}`,
          title: `Livraison à ${city}`,
          status: status.delivery,
          url: `https://suivi.maison-bleuet.test/${order}`,
          amount: null,
          currency: null,
          occurred_at: new Date(deliveryMs),
          data: { order, city },
        },
      ]
    },
  }
}
