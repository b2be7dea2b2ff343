import { useQuery } from '@tanstack/react-query'
import { useApi } from '../api/ApiProvider.tsx'
import { RefusedState } from '../ui/RefusedState.tsx'
import { SectionPage } from './SectionPage.tsx'
import type { SectionPath, SettingsSection } from './sections.ts'

export interface RefusedSectionProps {
  section: SettingsSection & { path: SectionPath }
}

/** Says which role a section needs and who can give it, by name. */
export function RefusedSection({ section }: RefusedSectionProps) {
  const { query } = useApi()
  const administrator = useQuery(
    query.workspaces.listMembers.queryOptions({
      input: {},
      select: ({ items }) => items.find(member => member.role === 'administrator')?.name,
    }),
  )
  return (
    <SectionPage path={section.path} withoutEffect>
      <RefusedState role={section.roles.at(-1)!} {...(administrator.data && { ask: administrator.data })} />
    </SectionPage>
  )
}
