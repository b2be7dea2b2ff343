import {
  type Icon,
  IconAlertTriangle,
  IconAt,
  IconCircleCheck,
  IconClock,
  IconClockShare,
  IconGavel,
  IconHourglass,
  IconHourglassLow,
  IconInbox,
  IconInboxOff,
  IconListDetails,
  IconPencil,
  IconShare,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { Role } from '../../../contract/common.ts'
import type { View } from '../../../contract/conversations.ts'

export interface ViewEntry {
  view: View
  icon: Icon
  /** Key of its name under `views`. */
  name: View | 'shared'
}

const icons: Record<View, Icon> = {
  mine: IconUser,
  unassigned: IconInbox,
  team: IconUsersGroup,
  oldest: IconHourglass,
  mentions: IconAt,
  snoozed: IconClock,
  drafts: IconPencil,
  scheduled: IconClockShare,
  closed: IconCircleCheck,
  spam: IconInboxOff,
  all: IconListDetails,
  soon: IconHourglassLow,
  late: IconAlertTriangle,
  complaints: IconGavel,
}

/** The views someone works from, and those one looks things up in. */
export function viewEntries(role: Role): { work: ViewEntry[]; other: ViewEntry[] } {
  const entry = (view: View): ViewEntry => ({ view, icon: icons[view], name: view })
  // A collaborator sees what was shared, whoever it is assigned to: one list, no queues.
  if (role === 'collaborator')
    return {
      work: [
        { view: 'all', icon: IconShare, name: 'shared' },
        ...(['mentions', 'drafts'] as const).map(entry),
      ],
      other: [],
    }
  return {
    work: (
      [
        ...(['mine', 'unassigned', 'team', 'oldest', 'soon', 'late', 'complaints'] as const),
        ...(['mentions', 'snoozed', 'drafts', 'scheduled'] as const),
      ] as const
    ).map(entry),
    other: (['closed', 'spam', 'all'] as const).map(entry),
  }
}

/** Where the desk opens. */
export function homeView(role: Role): View {
  return role === 'collaborator' ? 'all' : 'mine'
}
