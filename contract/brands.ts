import * as z from 'zod'
import { Done, Id, IdInput, Language, roles, route } from './common.ts'

const read = { roles, scope: 'settings:read' } as const
const configure = { roles: ['administrator'], scope: 'settings:write' } as const

const WebAddress = z
  .url({ protocol: /^https?$/ })
  .max(1000)
  .nullable()

const fields = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^[^\p{Cc}]*$/u),
  /** Dark enough for white words on it; refused otherwise, with the nearest that is. */
  colour: z.string().regex(/^#[0-9A-Fa-f]{6}$/),
  languages: z.array(Language).min(1).max(2),
  siteUrl: WebAddress,
  termsUrl: WebAddress,
  returnsUrl: WebAddress,
  /** Under the name of whoever signs a mail, where its channel says nothing of its own. */
  signature: z.string().max(4000),
  /** Under each mail; the support number and its price follow by themselves. */
  mailFooterFr: z.string().max(2000),
  mailFooterEn: z.string().max(2000),
  /** The mediator whom customers may turn to (C. conso L616-1): a refusal of a complaint names them. */
  mediatorName: z.string().trim().max(200),
  mediatorAddress: z.string().trim().max(500),
  mediatorSite: WebAddress,
}

export const Brand = z.object({
  id: Id,
  ...fields,
  isDefault: z.boolean(),
  logoFileId: Id.nullable(),
  logoUrl: z.string().nullable(),
})
export type Brand = z.infer<typeof Brand>

/** Brands: under which name and look customers know this house. */
export const brandRoutes = {
  listBrands: route
    .meta(read)
    .route({ method: 'GET', path: '/brands', tags: ['settings'], summary: 'Brands; the default one first' })
    .output(z.object({ items: z.array(Brand) })),
  createBrand: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/brands',
      tags: ['settings'],
      successStatus: 201,
      summary: 'Add a brand',
    })
    .input(
      z.object({
        name: fields.name,
        colour: fields.colour.default('#0B5C73'),
        languages: fields.languages.default(['fr', 'en']),
        siteUrl: WebAddress.default(null),
        termsUrl: WebAddress.default(null),
        returnsUrl: WebAddress.default(null),
        signature: fields.signature.default(''),
        mailFooterFr: fields.mailFooterFr.default(''),
        mailFooterEn: fields.mailFooterEn.default(''),
        mediatorName: fields.mediatorName.default(''),
        mediatorAddress: fields.mediatorAddress.default(''),
        mediatorSite: WebAddress.default(null),
        logoFileId: Id.nullable().default(null),
      }),
    )
    .output(Brand),
  updateBrand: route
    .meta(configure)
    .route({
      method: 'PATCH',
      path: '/brands/{id}',
      tags: ['settings'],
      summary: 'Change a brand, or make it the default one',
    })
    .input(
      z
        .object(fields)
        .partial()
        .extend({
          id: Id,
          isDefault: z.literal(true).optional(),
          logoFileId: Id.nullable().optional(),
        }),
    )
    .output(Brand),
  deleteBrand: route
    .meta(configure)
    .route({
      method: 'DELETE',
      path: '/brands/{id}',
      tags: ['settings'],
      summary: 'Delete a brand that no channel speaks for',
    })
    .input(IdInput)
    .output(Done),
}
