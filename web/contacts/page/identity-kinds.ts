import {
  type Icon,
  IconBrandMessenger,
  IconBrandWhatsapp,
  IconDeviceDesktop,
  IconHash,
  IconMail,
  IconPhone,
} from '@tabler/icons-react'
import type { Identity } from '../../../contract/contacts.ts'

export type IdentityKind = Identity['kind']

/** Icons of the kinds of address. */
export const identityIcons: Record<IdentityKind, Icon> = {
  email: IconMail,
  phone: IconPhone,
  whatsapp: IconBrandWhatsapp,
  messenger: IconBrandMessenger,
  visitor: IconDeviceDesktop,
  external: IconHash,
}

/** The kinds that a person types in; a visitor's mark is only ever given by a program. */
export const typedKinds = [
  'email',
  'phone',
  'whatsapp',
  'messenger',
  'external',
] as const satisfies readonly IdentityKind[]
