import { Button, CopyButton, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardName } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { useFormat } from '../ui/useFormat.ts'
import classes from './BoardLinks.module.css'
import { nameOf } from './names.ts'

export interface BoardLinksProps {
  names: readonly BoardName[]
  /** The board that a new link shows unless another is chosen. */
  board: string
}

/** Links for televisions: made here, told once, ended here. */
export function BoardLinks({ names, board }: BoardLinksProps) {
  const { t } = useTranslation(['wallboard', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const format = useFormat()
  const announce = useAnnounce()
  const links = useQuery(query.supervision.links.queryOptions())
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string>()
  const again = () => queryClient.invalidateQueries({ queryKey: query.supervision.links.key() })
  const make = useMutation({
    mutationFn: () => call.supervision.createLink({ name: name.trim(), board: chosen ?? board }),
    onSuccess: () => {
      setName('')
      announce(t('link.made'))
      return again()
    },
  })
  const end = useMutation({
    mutationFn: (id: string) => call.supervision.revokeLink({ id }),
    onSuccess: () => {
      announce(t('link.ended'))
      return again()
    },
  })
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) make.mutate()
  }
  const now = new Date()
  const open = (links.data?.items ?? []).filter(
    link => link.revokedAt === null && new Date(link.expiresAt) > now,
  )
  return (
    <Panel title={t('link.title')}>
      <p className={classes.about}>{t('link.about')}</p>
      {open.length > 0 && (
        <ul className={classes.list}>
          {open.map(link => (
            <li key={link.id}>
              <span className={classes.name}>
                <strong>{link.name}</strong> {nameOf(link.board, t)}
              </span>
              <span className={classes.when}>
                {t('link.until', { day: format.shortDay(link.expiresAt) })}
                {' · '}
                {link.lastSeenAt
                  ? t('link.seen', { when: format.when(link.lastSeenAt, now) })
                  : t('link.neverSeen')}
              </span>
              <Button
                variant="default"
                aria-label={t('link.endNamed', { name: link.name })}
                loading={end.isPending && end.variables === link.id}
                onClick={() => end.mutate(link.id)}
              >
                {t('link.end')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <FormProblem problem={make.error ?? end.error} />
      <form className={classes.form} onSubmit={handleSubmit}>
        <TextInput
          label={t('link.name')}
          value={name}
          maxLength={80}
          onChange={event => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('choose')}
          value={chosen ?? board}
          data={names.map(one => ({ value: one.key, label: nameOf(one, t) }))}
          onChange={event => setChosen(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!name.trim()} loading={make.isPending}>
          {t('link.make')}
        </Button>
      </form>
      {make.data && (
        <div className={classes.made}>
          <p>{t('link.once')}</p>
          <TextInput label={t('link.address')} value={make.data.url} readOnly />
          <CopyButton value={make.data.url}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('common:act.copied') : t('common:act.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
    </Panel>
  )
}
