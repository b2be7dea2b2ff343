import { KeysForm } from './appearance/KeysForm.tsx'
import { Look } from './appearance/Look.tsx'
import { SectionPage } from './SectionPage.tsx'

/** What one sees and the keys one uses. */
export default function AppearanceSection() {
  return (
    <SectionPage path="appearance">
      <Look />
      <KeysForm />
    </SectionPage>
  )
}
