import {
  type Icon,
  IconApi,
  IconBuilding,
  IconClock,
  IconDatabase,
  IconHistory,
  IconInbox,
  IconMailExclamation,
  IconMailPause,
  IconMessageReport,
  IconPalette,
  IconTag,
  IconUser,
  IconUserCircle,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { Role } from '../../contract/common.ts'
import { everyone, leads } from '../roles.ts'

export interface SettingsSection {
  /** Last part of its address: /settings/channels. */
  path: string
  icon: Icon
  /** File of the section in this folder, without its ending. */
  file: string
  roles: readonly Role[]
}

/** Sections of the settings in the order of their list; names and words to find them are in settings.json. */
export const sections = [
  { path: 'channels', icon: IconInbox, file: 'ChannelsSection', roles: ['administrator'] },
  { path: 'people', icon: IconUser, file: 'PeopleSection', roles: ['administrator'] },
  { path: 'teams', icon: IconUsersGroup, file: 'TeamsSection', roles: ['administrator'] },
  { path: 'sites', icon: IconBuilding, file: 'SitesSection', roles: ['administrator'] },
  { path: 'hours', icon: IconClock, file: 'HoursSection', roles: ['administrator'] },
  { path: 'reasons', icon: IconMessageReport, file: 'ReasonsSection', roles: ['administrator'] },
  { path: 'tags', icon: IconTag, file: 'TagsSection', roles: ['administrator'] },
  { path: 'outbox', icon: IconMailPause, file: 'OutboxSection', roles: leads },
  { path: 'parked', icon: IconMailExclamation, file: 'ParkedSection', roles: leads },
  { path: 'data', icon: IconDatabase, file: 'DataSection', roles: ['administrator'] },
  { path: 'audit', icon: IconHistory, file: 'AuditSection', roles: ['administrator'] },
  { path: 'api', icon: IconApi, file: 'ApiSection', roles: ['administrator'] },
  { path: 'appearance', icon: IconPalette, file: 'AppearanceSection', roles: everyone },
  { path: 'me', icon: IconUserCircle, file: 'MeSection', roles: everyone },
] as const satisfies readonly SettingsSection[]

export type SectionPath = (typeof sections)[number]['path']
