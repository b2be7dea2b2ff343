import { type Kysely, type Selectable, sql } from 'kysely'
import type { Brand } from '#contract/brands.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Brands } from '#server/platform/schema.ts'

/** Pictures that browsers and mail programs draw, and that cannot hold a script, as an SVG can. */
export const logoTypes = ['image/png', 'image/jpeg', 'image/webp']
export const largestLogo = 512 * 1024

/** Brands, the default one first. */
export async function brandRows(tx: Tx): Promise<Brand[]> {
  const rows = await tx
    .selectFrom('brands')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('is_default', 'desc')
    .orderBy('name')
    .execute()
  return rows.map(toBrand)
}

/** A brand, held until the end of the transaction; undefined when there is none with this id here. */
export async function lockBrand(tx: Tx, id: string): Promise<Brand | undefined> {
  const row = await tx
    .selectFrom('brands')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && toBrand(row)
}

/** Writes a brand, new or changed. */
export async function saveBrand(tx: Tx, brand: Omit<Brand, 'logoUrl'>, at: Date): Promise<void> {
  const values = {
    name: brand.name,
    is_default: brand.isDefault,
    logo_file_id: brand.logoFileId,
    colour: brand.colour,
    languages: brand.languages,
    site_url: brand.siteUrl,
    terms_url: brand.termsUrl,
    returns_url: brand.returnsUrl,
    signature: brand.signature,
    mail_footer_fr: brand.mailFooterFr,
    mail_footer_en: brand.mailFooterEn,
    mediator_name: brand.mediatorName,
    mediator_address: brand.mediatorAddress,
    mediator_site: brand.mediatorSite,
    updated_at: at,
  }
  await tx
    .insertInto('brands')
    .values({ workspace_id: tx.workspaceId, id: brand.id, ...values, created_at: at })
    .onConflict(conflict => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute()
}

/** Takes its rank from the default brand, so that another may have it. */
export async function clearDefault(tx: Tx): Promise<void> {
  await tx
    .updateTable('brands')
    .set({ is_default: false })
    .where('workspace_id', '=', tx.workspaceId)
    .where('is_default', '=', true)
    .execute()
}

/** How many channels speak for a brand. */
export async function channelsOfBrand(tx: Tx, id: string): Promise<number> {
  const { count } = await tx
    .selectFrom('channels')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('brand_id', '=', id)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** True when a file of the workspace can stand as a logo. */
export async function isLogo(tx: Tx, fileId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('files')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', fileId)
    .where('type', 'in', logoTypes)
    .where('bytes', '<=', largestLogo)
    .executeTakeFirst()
  return row !== undefined
}

/** The picture of a brand, whatever its workspace: logos are shown to everybody. */
export async function logoOf(
  system: Kysely<DB>,
  brandId: string,
): Promise<{ workspaceId: string; sha256: Buffer; type: string } | undefined> {
  return system
    .selectFrom('brands')
    .innerJoin('files', join =>
      join
        .onRef('files.workspace_id', '=', 'brands.workspace_id')
        .onRef('files.id', '=', 'brands.logo_file_id'),
    )
    .select(['brands.workspace_id as workspaceId', 'files.sha256', 'files.type'])
    .where('brands.id', '=', brandId)
    .executeTakeFirst()
}

/** The brand that a channel speaks for, or the default one; a workspace without any is known by its own name. */
export async function brandOfChannel(
  tx: Tx,
  channelId: string | null,
): Promise<Brand & { slug: string; timeZone: string }> {
  const { rows } = await sql<Selectable<Brands> & { slug: string; workspace: string; time_zone: string }>`
    select w.slug, w.name as workspace, w.time_zone, b.*
    from workspaces w
    left join channels c on c.workspace_id = w.id and c.id = ${channelId}
    left join brands b on b.workspace_id = w.id and (b.id = c.brand_id or (c.brand_id is null and b.is_default))
    where w.id = ${tx.workspaceId}`.execute(tx)
  const row = rows[0]!
  const brand = row.id ? toBrand(row) : { ...plain, name: row.workspace }
  return { ...brand, slug: row.slug, timeZone: row.time_zone }
}

/** What a brand is before anybody said more than its name. */
export const plain: Brand = {
  id: '',
  name: '',
  isDefault: true,
  colour: '#0B5C73',
  languages: ['fr', 'en'],
  logoFileId: null,
  logoUrl: null,
  siteUrl: null,
  termsUrl: null,
  returnsUrl: null,
  signature: '',
  mailFooterFr: '',
  mailFooterEn: '',
  mediatorName: '',
  mediatorAddress: '',
  mediatorSite: null,
}

function toBrand(row: Selectable<Brands>): Brand {
  return {
    id: row.id,
    name: row.name,
    isDefault: row.is_default,
    colour: row.colour,
    // The column's own check lets no other in.
    languages: row.languages as Brand['languages'],
    logoFileId: row.logo_file_id,
    logoUrl: row.logo_file_id && `/brands/${row.id}/logo?v=${row.logo_file_id.slice(-8)}`,
    siteUrl: row.site_url,
    termsUrl: row.terms_url,
    returnsUrl: row.returns_url,
    signature: row.signature,
    mailFooterFr: row.mail_footer_fr,
    mailFooterEn: row.mail_footer_en,
    mediatorName: row.mediator_name,
    mediatorAddress: row.mediator_address,
    mediatorSite: row.mediator_site,
  }
}
