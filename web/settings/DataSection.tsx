import { useSession } from '../session.tsx'
import { DemoDeletion } from './data/DemoDeletion.tsx'
import { WorkspaceForm } from './data/WorkspaceForm.tsx'
import { SectionPage } from './SectionPage.tsx'

/** The workspace itself, and the end of a demonstration. */
export default function DataSection() {
  const { workspace } = useSession()
  return (
    <SectionPage path="data">
      <WorkspaceForm />
      <DemoDeletion isDemo={workspace.isDemo} />
    </SectionPage>
  )
}
