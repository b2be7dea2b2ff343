import {
  type Icon,
  IconAddressBook,
  IconChartBar,
  IconChartDots,
  IconDeviceTv,
  IconInbox,
  IconRepeat,
  IconRoute,
  IconSettings,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Role } from '../contract/common.ts'
import { lazyWithWords } from './i18n/lazy-with-words.ts'
import type { CommandId } from './keyboard/catalogue.ts'
import { everyone, inside, leads } from './roles.ts'

export interface MemberRoute {
  path: string
  screen: ComponentType
  roles: readonly Role[]
}

export interface RailRoute {
  href: string
  icon: Icon
  name: 'desk' | 'contacts' | 'routing' | 'wallboard' | 'loops' | 'surveys' | 'insights' | 'settings'
  roles: readonly Role[]
  command: CommandId
}

const screens = import.meta.glob<{ default: ComponentType }>('./*/*Screen.tsx')

/** Loads a screen when it is first shown; each is a file of its own in the build. */
function screen(file: string): ComponentType {
  const load = screens[file]
  if (!load) return MissingScreen
  return lazyWithWords(file, load)
}

function MissingScreen(): never {
  throw new Error('This screen has no file')
}

/** Screens of the workspace, for those who have signed in. The address keeps filters, sort and period in its query. */
export const memberRoutes: readonly MemberRoute[] = [
  { path: '/desk/:view?/:ref?', screen: screen('./desk/DeskScreen.tsx'), roles: everyone },
  { path: '/contacts/duplicates', screen: screen('./contacts/DuplicatesScreen.tsx'), roles: inside },
  { path: '/contacts/import', screen: screen('./contacts/ImportScreen.tsx'), roles: leads },
  { path: '/contacts/:id/merge', screen: screen('./contacts/MergeScreen.tsx'), roles: inside },
  { path: '/contacts/:id?', screen: screen('./contacts/ContactsScreen.tsx'), roles: everyone },
  { path: '/companies/:id?', screen: screen('./contacts/CompaniesScreen.tsx'), roles: inside },
  { path: '/routing/segments/:id?', screen: screen('./routing/SegmentsScreen.tsx'), roles: leads },
  { path: '/routing/rules/:id?', screen: screen('./routing/RulesScreen.tsx'), roles: leads },
  { path: '/routing/skills/:id?', screen: screen('./routing/SkillsScreen.tsx'), roles: leads },
  { path: '/routing/queues/:id?', screen: screen('./routing/QueuesScreen.tsx'), roles: leads },
  { path: '/wallboard/:board?', screen: screen('./wallboard/WallboardScreen.tsx'), roles: leads },
  { path: '/states/:member?', screen: screen('./presence/StatesScreen.tsx'), roles: everyone },
  { path: '/team-states/:team?', screen: screen('./presence/TeamStatesScreen.tsx'), roles: leads },
  { path: '/loops/recoveries/:id?', screen: screen('./loops/RecoveriesScreen.tsx'), roles: inside },
  { path: '/surveys', screen: screen('./surveys/SatisfactionScreen.tsx'), roles: leads },
  { path: '/insights', screen: screen('./insights/InsightsScreen.tsx'), roles: leads },
  { path: '/insights/notes', screen: screen('./insights/NotesScreen.tsx'), roles: leads },
  { path: '/insights/complaints', screen: screen('./insights/ComplaintsScreen.tsx'), roles: leads },
  { path: '/insights/turnover', screen: screen('./insights/TurnoverScreen.tsx'), roles: leads },
  { path: '/settings/:section?/:id?', screen: screen('./settings/SettingsScreen.tsx'), roles: everyone },
]

/** Pages that need no session. */
export const publicRoutes: readonly { path: string; screen: ComponentType }[] = [
  { path: '/sign-in', screen: screen('./signin/SignInScreen.tsx') },
  { path: '/sign-in/reset', screen: screen('./signin/ResetPasswordScreen.tsx') },
  { path: '/set-up', screen: screen('./signin/SetUpScreen.tsx') },
  { path: '/invitation/:token', screen: screen('./signin/InvitationScreen.tsx') },
  { path: '/wall', screen: screen('./wallboard/WallScreen.tsx') },
  { path: '/accessibility', screen: screen('./signin/AccessibilityScreen.tsx') },
]

/** The rail, in its order: what a role does not use is not shown to it. */
export const railRoutes: readonly RailRoute[] = [
  { href: '/desk', icon: IconInbox, name: 'desk', roles: everyone, command: 'go.desk' },
  { href: '/contacts', icon: IconAddressBook, name: 'contacts', roles: inside, command: 'go.contacts' },
  { href: '/routing/rules', icon: IconRoute, name: 'routing', roles: leads, command: 'go.routing' },
  { href: '/wallboard', icon: IconDeviceTv, name: 'wallboard', roles: leads, command: 'go.wallboard' },
  { href: '/loops/recoveries', icon: IconRepeat, name: 'loops', roles: inside, command: 'go.loops' },
  { href: '/surveys', icon: IconChartDots, name: 'surveys', roles: leads, command: 'go.surveys' },
  { href: '/insights', icon: IconChartBar, name: 'insights', roles: leads, command: 'go.insights' },
  { href: '/settings', icon: IconSettings, name: 'settings', roles: leads, command: 'go.settings' },
]
