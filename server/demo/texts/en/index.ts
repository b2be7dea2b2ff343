import type { FamilyTexts } from '../reason-texts.ts'
import { advice } from './advice.ts'
import { afterSales } from './after-sales.ts'
import { assistance } from './assistance.ts'
import { delivery } from './delivery.ts'
import { help } from './help.ts'
import { maintenance } from './maintenance.ts'
import { other } from './other.ts'
import { payment } from './payment.ts'
import { service } from './service.ts'
import { store } from './store.ts'
import { subscription } from './subscription.ts'

/** English texts, by family of reasons. */
export const english: Record<string, FamilyTexts> = {
  delivery,
  after_sales: afterSales,
  payment,
  help,
  assistance,
  maintenance,
  advice,
  subscription,
  store,
  service,
  other,
}
