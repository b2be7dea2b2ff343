import { useSession } from '../session.tsx'
import { BackupsGroup } from './data/BackupsGroup.tsx'
import { DemoDeletion } from './data/DemoDeletion.tsx'
import { ErasuresGroup } from './data/ErasuresGroup.tsx'
import { ExportsGroup } from './data/ExportsGroup.tsx'
import { NothingFetchedGroup } from './data/NothingFetchedGroup.tsx'
import { PurposesGroup } from './data/PurposesGroup.tsx'
import { RetentionGroup } from './data/RetentionGroup.tsx'
import { RightsGroup } from './data/RightsGroup.tsx'
import { SubProcessorsGroup } from './data/SubProcessorsGroup.tsx'
import { WorkspaceErasure } from './data/WorkspaceErasure.tsx'
import { WorkspaceForm } from './data/WorkspaceForm.tsx'
import { SectionPage } from './SectionPage.tsx'

/** The workspace itself, what becomes of its data, and its end. */
export default function DataSection() {
  const { workspace } = useSession()
  return (
    <SectionPage path="data">
      <WorkspaceForm />
      <RightsGroup />
      <ExportsGroup />
      <RetentionGroup />
      <BackupsGroup />
      <PurposesGroup />
      <SubProcessorsGroup />
      <NothingFetchedGroup />
      <ErasuresGroup />
      {workspace.isDemo ? <DemoDeletion /> : <WorkspaceErasure />}
    </SectionPage>
  )
}
