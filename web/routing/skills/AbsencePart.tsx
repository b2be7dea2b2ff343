import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { sayProblem } from '../../desk/acts/say-problem.ts'
import fields from '../../settings/fields.module.css'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './skills.module.css'

/** Who is absent now or will be. */
export function useAbsences() {
  const { query } = useApi()
  return useQuery(query.absences.list.queryOptions())
}

/** Whether somebody is absent or will be: said at once or beforehand, and taken back in one press. Why is not asked. */
export function AbsencePart({ person }: { person: { memberId: string; name: string } }) {
  const { t } = useTranslation(['queues', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const format = useFormat()
  const absences = useAbsences()
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [isSending, setSending] = useState(false)
  const { memberId: id, name } = person
  const absence = absences.data?.items.find(({ memberId }) => memberId === id)
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.absences.key() })
  const attempt = async (act: () => Promise<void>) => {
    setSending(true)
    try {
      await act()
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
    }
    setSending(false)
    await refresh()
  }
  const end = async () => {
    await call.absences.end({ id })
    await refresh()
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    return attempt(async () => {
      const { absence: said, givenOut } = await call.absences.set({
        id,
        ...(from !== '' && { from: new Date(`${from}T00:00:00`).toISOString() }),
        until: until === '' ? null : nextDay(until).toISOString(),
      })
      setFrom('')
      setUntil('')
      offerUndo({
        text: said.isNow ? t('absence.said', { name, count: givenOut }) : t('absence.planned', { name }),
        undo: end,
      })
    })
  }
  if (!absences.data) return null
  return (
    <form
      className={`${fields.set} ${classes.absence}`}
      onSubmit={handleSubmit}
      noValidate
      aria-label={t('absence.title')}
    >
      <strong>{t('absence.title')}</strong>
      {absence ? (
        <>
          <p className={fields.hint}>
            {absence.until === null
              ? t(absence.isNow ? 'absence.now' : 'absence.from', { from: format.day(absence.from) })
              : t('absence.between', {
                  from: format.day(absence.from),
                  // The last day, not the instant after it.
                  until: format.day(new Date(Date.parse(absence.until) - 1)),
                })}
          </p>
          <Button variant="default" loading={isSending} onClick={() => void attempt(end)}>
            {t(absence.isNow ? 'absence.back' : 'absence.cancel')}
          </Button>
        </>
      ) : (
        <>
          <p className={fields.hint}>{t('absence.hint')}</p>
          <div className={fields.pair}>
            <TextInput
              type="date"
              label={t('absence.firstDay')}
              value={from}
              onChange={event => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label={t('absence.lastDay')}
              value={until}
              onChange={event => setUntil(event.currentTarget.value)}
            />
          </div>
          <Button type="submit" variant="default" loading={isSending}>
            {t(from === '' ? 'absence.setNow' : 'absence.set')}
          </Button>
        </>
      )}
    </form>
  )
}

/** The morning after a day: until then its absence lasts. */
function nextDay(day: string): Date {
  const morning = new Date(`${day}T00:00:00`)
  morning.setDate(morning.getDate() + 1)
  return morning
}
