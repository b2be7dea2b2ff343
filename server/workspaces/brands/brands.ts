import type { Brand } from '#contract/brands.ts'
import { asEventActor } from '#server/platform/actor.ts'
import { sendsToClosedPlace } from '#server/platform/closed-addresses.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { contrastOf, readableOn } from '#server/platform/pages/colour.ts'
import type { PageHouse } from '#server/platform/pages/document.ts'
import { os } from '../api.ts'
import { withChanges } from '../changes.ts'
import {
  brandOfChannel,
  brandRows,
  channelsOfBrand,
  clearDefault,
  isLogo,
  lockBrand,
  plain,
  saveBrand,
} from './queries.ts'

/** White words on a button must be read by everybody (WCAG 2.2, 1.4.3). */
const leastContrast = 4.5

/** How the pages of a channel look, and whose they are. */
export async function houseOf(tx: Tx, channelId: string | null): Promise<PageHouse> {
  const { name, colour, logoUrl, slug } = await brandOfChannel(tx, channelId)
  return { name, colour, logo: logoUrl ?? undefined, accessibility: `/accessibility/${slug}` }
}

/** The brand of a new workspace: its name, and nothing more yet. */
export const createFirstBrand = (tx: Tx, id: string, name: string, at: Date): Promise<void> =>
  saveBrand(tx, { ...plain, id, name }, at)

/** Refuses a colour on which white words cannot be read, and names the nearest on which they can. */
export function requireReadable(colour: string): void {
  const ratio = contrastOf(colour, '#FFFFFF')
  if (ratio >= leastContrast) return
  throw new Invalid('brand.colour_contrast', {
    ratio: (Math.floor(ratio * 10) / 10).toFixed(1),
    proposal: readableOn('#FFFFFF', colour, { towards: 'black', atLeast: leastContrast }),
  })
}

/** Routes of brands. */
export function brandRoutes({ recordEvent, newId, clock }: Ground) {
  async function write(tx: Tx, brand: Brand): Promise<void> {
    requireReadable(brand.colour)
    const words = [brand.mailFooterFr, brand.mailFooterEn, brand.signature, brand.mediatorSite ?? '']
    if (words.some(sendsToClosedPlace)) throw new Invalid('brand.odr_closed')
    if (brand.logoFileId && !(await isLogo(tx, brand.logoFileId))) throw new Invalid('brand.logo_type')
    try {
      await saveBrand(tx, brand, clock.now())
    } catch (error) {
      if (isUniqueViolation(error)) throw new Refused('brand.name_taken', { name: brand.name })
      throw error
    }
  }
  const shown = async (tx: Tx, id: string): Promise<Brand> => {
    const brand = await lockBrand(tx, id)
    if (!brand) throw new NotFound('brand')
    return brand
  }

  return {
    listBrands: os.listBrands.handler(async ({ context: { tx } }) => ({ items: await brandRows(tx) })),

    createBrand: os.createBrand.handler(async ({ input, context: { tx, actor } }) => {
      const id = newId()
      await write(tx, { ...sound(input), id, isDefault: false, logoUrl: null })
      await recordEvent(tx, {
        type: 'brand.created',
        actor: asEventActor(actor),
        subject: { kind: 'brand', id },
        data: { name: input.name },
      })
      return shown(tx, id)
    }),

    updateBrand: os.updateBrand.handler(async ({ input, context: { tx, actor } }) => {
      const before = await shown(tx, input.id)
      if (input.isDefault && !before.isDefault) await clearDefault(tx)
      const brand = withChanges<Brand>(before, sound(input))
      await write(tx, brand)
      const after = await shown(tx, input.id)
      await recordEvent(tx, {
        type: 'brand.updated',
        actor: asEventActor(actor),
        subject: { kind: 'brand', id: input.id },
        data: { before, after },
      })
      return after
    }),

    deleteBrand: os.deleteBrand.handler(async ({ input, context: { tx, actor } }) => {
      const brand = await shown(tx, input.id)
      if (brand.isDefault) throw new Refused('brand.is_default', { name: brand.name })
      const channels = await channelsOfBrand(tx, input.id)
      if (channels > 0) throw new Refused('brand.in_use', { name: brand.name, channels })
      await tx
        .deleteFrom('brands')
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', input.id)
        .execute()
      await recordEvent(tx, {
        type: 'brand.deleted',
        actor: asEventActor(actor),
        subject: { kind: 'brand', id: input.id },
        data: { name: brand.name },
      })
      return { done: true as const }
    }),
  }
}

/** Written one way: colours in capitals, each language once. */
function sound<Input extends { colour?: string | undefined; languages?: Brand['languages'] | undefined }>(
  input: Input,
): Input {
  return {
    ...input,
    ...(input.colour !== undefined && { colour: input.colour.toUpperCase() }),
    ...(input.languages !== undefined && { languages: [...new Set(input.languages)] }),
  }
}
