import type { Brand } from '#contract/brands.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'
import { phoneRows } from './queries.ts'

/** What stands under a mail to a customer: the brand's words, then the number to call and what a call costs (TEL-1). */
export async function mailFooter(
  t: Translate,
  tx: Tx,
  brand: Pick<Brand, 'mailFooterFr' | 'mailFooterEn'>,
  language: Language,
): Promise<string> {
  const phone = (await callable(tx)).find(({ purpose }) => purpose === 'support' || purpose === 'other')
  return [
    (language === 'fr' ? brand.mailFooterFr : brand.mailFooterEn).trim(),
    phone &&
      t(language, 'phone:in_mails', {
        number: phone.shown,
        price: t(language, `contactpage:tariff.${phone.tariff}`),
      }),
  ]
    .filter(Boolean)
    .join('\n')
}

/** The numbers that visitors of a chat may call rather, with what a call costs. */
export async function phonesToCall(
  t: Translate,
  tx: Tx,
  language: Language,
): Promise<{ number: string; shown: string; tariff: string }[]> {
  const phones = await callable(tx)
  return phones.map(({ number, shown, tariff }) => ({
    number,
    shown,
    tariff: t(language, `contactpage:tariff.${tariff}`),
  }))
}

/** Whoever reads a mail or opens a chat may have bought something: they are sent to no surcharged number (E24). */
const callable = async (tx: Tx) => (await phoneRows(tx)).filter(({ tariff }) => tariff !== 'surcharged')
