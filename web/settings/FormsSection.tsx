import { useParams } from 'wouter'
import { FormList } from './forms/FormList.tsx'
import { FormPage } from './forms/FormPage.tsx'
import { NewFormPage } from './forms/NewFormPage.tsx'

/** Forms that customers fill in: the list, or one of them. */
export default function FormsSection() {
  const { id } = useParams<{ id?: string }>()
  if (id === 'new') return <NewFormPage />
  return id ? <FormPage key={id} id={id} /> : <FormList />
}
