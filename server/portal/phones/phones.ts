import type { Phone } from '#contract/portal.ts'
import { countryOf } from '#server/contacts/index.ts'
import { asEventActor } from '#server/platform/actor.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { tariffOf } from '#server/platform/tariff.ts'
import { os } from '../api.ts'
import type { Calendars } from '../hours.ts'
import { lockPhone, phoneRows, savePhone } from './queries.ts'
import { mayServe, readNumber, shownNumber } from './tariff.ts'

/** Routes of the numbers that customers may call. */
export function phoneRoutes({ recordEvent, newId, clock }: Ground, calendars: Calendars) {
  /** Writes a number once it is one, its price is known and the law lets it serve. */
  async function write(tx: Tx, phone: Omit<Phone, 'shown' | 'tariff'>): Promise<Phone> {
    const number = readNumber(phone.number, await countryOf(tx))
    if (!number) throw new Invalid('phone.number', { number: phone.number })
    const tariff = tariffOf(number)
    if (!mayServe(phone.purpose, tariff))
      throw new Refused('phone.surcharged', { number: shownNumber(number) })
    await calendars.of(tx, phone.calendarId)
    try {
      await savePhone(tx, { ...phone, number, tariff }, clock.now())
    } catch (error) {
      if (isUniqueViolation(error)) throw new Refused('phone.taken', { number: shownNumber(number) })
      throw error
    }
    return { ...phone, number, tariff, shown: shownNumber(number) }
  }
  const held = async (tx: Tx, id: string): Promise<Phone> => {
    const phone = await lockPhone(tx, id)
    if (!phone) throw new NotFound('phone')
    return phone
  }

  return {
    listPhones: os.listPhones.handler(async ({ context: { tx } }) => ({ items: await phoneRows(tx) })),

    createPhone: os.createPhone.handler(async ({ input, context: { tx, actor } }) => {
      const phone = await write(tx, { ...input, id: newId() })
      await recordEvent(tx, {
        type: 'phone.created',
        actor: asEventActor(actor),
        subject: { kind: 'phone', id: phone.id },
        data: { name: phone.shown, purpose: phone.purpose, tariff: phone.tariff },
      })
      return phone
    }),

    updatePhone: os.updatePhone.handler(async ({ input, context: { tx, actor } }) => {
      const before = await held(tx, input.id)
      const phone = await write(tx, {
        id: before.id,
        number: input.number ?? before.number,
        labelFr: input.labelFr ?? before.labelFr,
        labelEn: input.labelEn ?? before.labelEn,
        purpose: input.purpose ?? before.purpose,
        calendarId: input.calendarId === undefined ? before.calendarId : input.calendarId,
      })
      await recordEvent(tx, {
        type: 'phone.updated',
        actor: asEventActor(actor),
        subject: { kind: 'phone', id: phone.id },
        data: { name: phone.shown, before, after: phone },
      })
      return phone
    }),

    deletePhone: os.deletePhone.handler(async ({ input, context: { tx, actor } }) => {
      const phone = await held(tx, input.id)
      await tx
        .deleteFrom('phone_numbers')
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', input.id)
        .execute()
      await recordEvent(tx, {
        type: 'phone.deleted',
        actor: asEventActor(actor),
        subject: { kind: 'phone', id: phone.id },
        data: { name: phone.shown },
      })
      return { done: true as const }
    }),
  }
}
