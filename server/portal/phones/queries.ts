import type { Selectable } from 'kysely'
import type { Phone } from '#contract/portal.ts'
import type { Tx } from '#server/platform/db.ts'
import type { PhoneNumbers } from '#server/platform/schema.ts'
import { tariffOf } from '#server/platform/tariff.ts'
import { shownNumber } from './tariff.ts'

const purposes: Phone['purpose'][] = ['support', 'complaint', 'sales', 'other']

/** Numbers that customers may call: support first. */
export async function phoneRows(tx: Tx): Promise<Phone[]> {
  const rows = await tx
    .selectFrom('phone_numbers')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows
    .map(toPhone)
    .sort((one, other) => purposes.indexOf(one.purpose) - purposes.indexOf(other.purpose))
}

/** A number, held until the end of the transaction. */
export async function lockPhone(tx: Tx, id: string): Promise<Phone | undefined> {
  const row = await tx
    .selectFrom('phone_numbers')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && toPhone(row)
}

/** Writes a number, new or changed. */
export async function savePhone(tx: Tx, phone: Omit<Phone, 'shown'>, at: Date): Promise<void> {
  const values = {
    number: phone.number,
    label_fr: phone.labelFr,
    label_en: phone.labelEn,
    purpose: phone.purpose,
    tariff: phone.tariff,
    calendar_id: phone.calendarId,
    updated_at: at,
  }
  await tx
    .insertInto('phone_numbers')
    .values({ workspace_id: tx.workspaceId, id: phone.id, ...values, created_at: at })
    .onConflict(conflict => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute()
}

function toPhone(row: Selectable<PhoneNumbers>): Phone {
  return {
    id: row.id,
    number: row.number,
    shown: shownNumber(row.number),
    labelFr: row.label_fr,
    labelEn: row.label_en,
    purpose: row.purpose,
    tariff: tariffOf(row.number),
    calendarId: row.calendar_id,
  }
}
