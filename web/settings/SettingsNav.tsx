import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { findable, findSettings } from './find-settings.ts'
import classes from './SettingsNav.module.css'
import { groups, type SectionPath, type SettingsSection } from './sections.ts'

export interface SettingsNavProps {
  /** Those that my role may open. */
  sections: readonly SettingsSection[]
  current?: string
}

/** The list of sections with its search, which also finds single settings inside them. */
export function SettingsNav({ sections, current }: SettingsNavProps) {
  const { t } = useTranslation('settings')
  const [, navigate] = useLocation()
  const [query, setQuery] = useState('')
  const pathOf = (section: SettingsSection) => section.path as SectionPath // sections come from sections.ts
  const found = query.trim() === '' ? undefined : find()

  const announce = useAnnounce()
  const count = found?.length
  useEffect(() => {
    if (count !== undefined) announce(t('foundCount', { count }))
  }, [announce, t, count])

  function find() {
    const ofSections = sections.map(section => ({
      href: `/settings/${section.path}`,
      name: t(`section.${pathOf(section)}.name`),
      where: t(`group.${section.group}`),
      words: t(`section.${pathOf(section)}.words`),
    }))
    const single = findable
      .filter(setting => sections.some(section => section.path === setting.section))
      .map(setting => ({
        href: `/settings/${setting.section}#${setting.anchor}`,
        name: t(setting.name),
        where: t(`section.${setting.section}.name`),
        words: '',
      }))
    return findSettings(query, [...ofSections, ...single])
  }

  const handleEnter = (event: FormEvent) => {
    event.preventDefault()
    const first = found?.[0]
    if (!first) return
    setQuery('')
    navigate(first.href)
  }

  return (
    <nav aria-label={t('title')} data-region tabIndex={-1} className={classes.nav}>
      <search>
        <form onSubmit={handleEnter}>
          <SearchField value={query} onChange={setQuery} label={t('find')} delay={0} />
        </form>
      </search>
      {found ? (
        <>
          {found.length === 0 && <p className={classes.none}>{t('foundNothing', { query })}</p>}
          <ul className={classes.list}>
            {found.map(({ href, name, where }) => (
              <li key={`${href} ${name}`}>
                <Link href={href} className={classes.result} onClick={() => setQuery('')}>
                  <span>{name}</span>
                  <span className={classes.where}>{where}</span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        groups.map(group => {
          const inside = sections.filter(section => section.group === group)
          if (inside.length === 0) return null
          return (
            <div key={group}>
              <p id={`group-${group}`} className={classes.group}>
                {t(`group.${group}`)}
              </p>
              <ul className={classes.list} aria-labelledby={`group-${group}`}>
                {inside.map(section => (
                  <li key={section.path}>
                    <Link
                      href={`/settings/${section.path}`}
                      className={classes.item}
                      aria-current={section.path === current ? 'page' : undefined}
                    >
                      <section.icon size={20} stroke={1.75} aria-hidden="true" />
                      {t(`section.${pathOf(section)}.name`)}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          )
        })
      )}
    </nav>
  )
}
