import type { Brand } from '#contract/brands.ts'
import { fold } from '#server/platform/fold.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'

type Mediator = Pick<Brand, 'mediatorName' | 'mediatorAddress' | 'mediatorSite'>

/** True where a brand says who its mediator is: name, address and site, all of which the customer is given. */
export const isMediatorKnown = ({ mediatorName, mediatorAddress, mediatorSite }: Mediator): boolean =>
  mediatorName !== '' && mediatorAddress !== '' && !!mediatorSite

/** True where a brand says nothing of any mediator; of one that is half filled in, the rest is missing. */
export const hasNoMediator = ({ mediatorName, mediatorAddress, mediatorSite }: Mediator): boolean =>
  mediatorName === '' && mediatorAddress === '' && !mediatorSite

/** What a refusal says of the mediator (CMP-4); null where the brand has none. */
export function remediesOf({ t }: Pick<Ground, 't'>, brand: Mediator, language: Language): string | null {
  if (!isMediatorKnown(brand)) return null
  return t(language, 'complaint:remedies', {
    name: brand.mediatorName,
    address: brand.mediatorAddress.replace(/\s*\n\s*/g, ', '),
    site: brand.mediatorSite!,
  })
}

/** Letters and figures alone: line breaks, commas and capitals are the writer's own. */
const bare = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, '')

/** True for words that name the mediator, with their address and site, in whatever layout. */
export function namesMediator(
  text: string,
  { mediatorName, mediatorAddress, mediatorSite }: Mediator,
): boolean {
  const said = bare(text)
  const site = (mediatorSite ?? '').replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
  return [mediatorName, mediatorAddress, site].every(part => bare(part) !== '' && said.includes(bare(part)))
}
