import {
  type Icon,
  IconApi,
  IconBuilding,
  IconBuildingStore,
  IconClock,
  IconDatabase,
  IconForms,
  IconHistory,
  IconHourglass,
  IconInbox,
  IconMailExclamation,
  IconMailPause,
  IconMessage2Bolt,
  IconMessageReport,
  IconPalette,
  IconPhone,
  IconShieldX,
  IconTag,
  IconUser,
  IconUserCircle,
  IconUsersGroup,
  IconWebhook,
  IconWorld,
} from '@tabler/icons-react'
import type { Role } from '../../contract/common.ts'
import { everyone, leads } from '../roles.ts'

/** Groups of the list, in their order. */
export const groups = ['channels', 'team', 'work', 'workspace', 'mine'] as const

export interface SettingsSection {
  /** Last part of its address: /settings/channels. */
  path: string
  group: (typeof groups)[number]
  icon: Icon
  /** File of the section in this folder, without its ending. */
  file: string
  roles: readonly Role[]
}

const administrators = ['administrator'] as const
const writers = everyone.filter(role => role !== 'collaborator')

/** Sections of the settings in the order of their list; names and words to find them are in settings.json. */
export const sections = [
  { path: 'channels', group: 'channels', icon: IconInbox, file: 'ChannelsSection', roles: administrators },
  {
    path: 'brands',
    group: 'channels',
    icon: IconBuildingStore,
    file: 'BrandsSection',
    roles: administrators,
  },
  { path: 'phones', group: 'channels', icon: IconPhone, file: 'PhonesSection', roles: administrators },
  { path: 'forms', group: 'channels', icon: IconForms, file: 'FormsSection', roles: administrators },
  {
    path: 'contact-page',
    group: 'channels',
    icon: IconWorld,
    file: 'ContactPageSection',
    roles: administrators,
  },
  { path: 'outbox', group: 'channels', icon: IconMailPause, file: 'OutboxSection', roles: leads },
  { path: 'parked', group: 'channels', icon: IconMailExclamation, file: 'ParkedSection', roles: leads },
  { path: 'blocked', group: 'channels', icon: IconShieldX, file: 'BlockedSection', roles: leads },
  { path: 'people', group: 'team', icon: IconUser, file: 'PeopleSection', roles: administrators },
  { path: 'teams', group: 'team', icon: IconUsersGroup, file: 'TeamsSection', roles: administrators },
  { path: 'sites', group: 'team', icon: IconBuilding, file: 'SitesSection', roles: administrators },
  { path: 'hours', group: 'team', icon: IconClock, file: 'HoursSection', roles: administrators },
  { path: 'promises', group: 'work', icon: IconHourglass, file: 'PromisesSection', roles: administrators },
  { path: 'reasons', group: 'work', icon: IconMessageReport, file: 'ReasonsSection', roles: administrators },
  { path: 'answers', group: 'work', icon: IconMessage2Bolt, file: 'AnswersSection', roles: writers },
  { path: 'tags', group: 'work', icon: IconTag, file: 'TagsSection', roles: administrators },
  { path: 'attributes', group: 'work', icon: IconForms, file: 'AttributesSection', roles: administrators },
  { path: 'data', group: 'workspace', icon: IconDatabase, file: 'DataSection', roles: administrators },
  { path: 'audit', group: 'workspace', icon: IconHistory, file: 'AuditSection', roles: administrators },
  { path: 'api', group: 'workspace', icon: IconApi, file: 'ApiSection', roles: administrators },
  { path: 'webhooks', group: 'workspace', icon: IconWebhook, file: 'WebhooksSection', roles: administrators },
  { path: 'appearance', group: 'mine', icon: IconPalette, file: 'AppearanceSection', roles: everyone },
  { path: 'me', group: 'mine', icon: IconUserCircle, file: 'MeSection', roles: everyone },
] as const satisfies readonly SettingsSection[]

export type SectionPath = (typeof sections)[number]['path']
