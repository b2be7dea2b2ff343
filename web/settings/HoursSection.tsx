import { useParams } from 'wouter'
import { CalendarList } from './hours/CalendarList.tsx'
import { CalendarPage } from './hours/CalendarPage.tsx'
import { NewCalendarPage } from './hours/NewCalendarPage.tsx'

/** When one is there, and what one promises: calendars, then the promises that count in them. */
export default function HoursSection() {
  const { id } = useParams<{ id?: string }>()
  if (id === 'new') return <NewCalendarPage />
  return id ? <CalendarPage key={id} id={id} /> : <CalendarList />
}
