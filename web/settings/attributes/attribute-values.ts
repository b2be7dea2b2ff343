import type { ApiClient } from '../../api/client.ts'

/** A custom attribute, as the contract says it. */
export type AttributeDefinition = Awaited<
  ReturnType<ApiClient['contacts']['listAttributes']>
>['items'][number]

/** What attributes can be on. */
export const subjects = [
  'contact',
  'conversation',
] as const satisfies readonly AttributeDefinition['subject'][]

/** What an attribute can hold. */
export const attributeTypes = [
  'text',
  'number',
  'date',
  'boolean',
  'choice',
] as const satisfies readonly AttributeDefinition['type'][]

/** The name of an attribute in the language of the page. */
export function attributeName(
  attribute: Pick<AttributeDefinition, 'labelFr' | 'labelEn'>,
  language: string,
): string {
  return language === 'fr' ? attribute.labelFr : attribute.labelEn
}

/** A key for the API made from a name: "Taille de bouquet" gives taille_de_bouquet. */
export function keyFrom(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_\d]+|_+$/g, '')
    .slice(0, 63)
}

/** Says whether a text can be a key. */
export function isKey(text: string): boolean {
  return /^[a-z][a-z0-9_]{0,62}$/.test(text)
}
