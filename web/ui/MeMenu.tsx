import { Menu, UnstyledButton } from '@mantine/core'
import {
  IconBuilding,
  IconContrast2,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconUserCircle,
} from '@tabler/icons-react'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Me } from '../../contract/workspaces.ts'
import { useKeyboard } from '../keyboard/keyboard-context.ts'
import { PresenceItems } from '../presence/PresenceItems.tsx'
import { presenceOf, useWorkState } from '../presence/useWorkState.ts'
import { Avatar } from './Avatar.tsx'
import { KeyHint } from './KeyHint.tsx'
import classes from './MeMenu.module.css'
import { PresenceIcon } from './PresenceIcon.tsx'
import { useAppearance } from './useAppearance.ts'
import { useIsPhone } from './useIsPhone.ts'

export interface MeMenuProps {
  me: Me
  onSignOut: () => void
}

/** The person's own menu: profile, appearance, language, help, other workspaces, signing out. */
export function MeMenu({ me, onSignOut }: MeMenuProps) {
  const { t } = useTranslation()
  const phone = useIsPhone()
  const { openHelp } = useKeyboard()
  const work = useWorkState()
  const { isDark, setScheme, otherLanguage, setLanguage } = useAppearance()
  const others = me.workspaces.filter(workspace => workspace.slug !== me.workspace.slug)
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true }
  return (
    <Menu position={phone ? 'top-end' : 'right-end'} width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <Avatar name={me.member.name} src={me.member.photoUrl} size={phone ? 28 : 32} member />
          {phone && work && (
            <span className={classes.presence}>
              <PresenceIcon presence={presenceOf(work.state)} />
            </span>
          )}
          <span className="visually-hidden">
            {t('rail.me')}, {me.member.name}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <span className={`${classes.name} truncate`}>{me.member.name}</span>
          <span className={`${classes.where} truncate`}>
            {me.workspace.name} · {t(`role.${me.member.role}`)}
          </span>
        </div>
        <Menu.Divider />
        {phone && work && (
          <Suspense>
            <PresenceItems state={work.state} />
            <Menu.Divider />
          </Suspense>
        )}
        <Menu.Item
          leftSection={<IconUserCircle {...icon} />}
          renderRoot={props => <Link {...props} href="/settings/me" />}
        >
          {t('rail.me')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconContrast2 {...icon} />}
          closeMenuOnClick={false}
          onClick={() => setScheme(isDark ? 'light' : 'dark')}
        >
          {isDark ? t('command.appearance.light') : t('command.appearance.dark')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLanguage {...icon} />} onClick={() => setLanguage(otherLanguage)}>
          <span lang={otherLanguage}>{t(`language.${otherLanguage}`)}</span>
        </Menu.Item>
        {!phone && (
          <Menu.Item
            leftSection={<IconKeyboard {...icon} />}
            rightSection={<KeyHint command="anywhere.help" />}
            onClick={openHelp}
          >
            {t('command.anywhere.help')}
          </Menu.Item>
        )}
        {others.length > 0 && <Menu.Label>{t('rail.workspaces')}</Menu.Label>}
        {others.map(workspace => (
          <Menu.Item
            key={workspace.slug}
            component="a"
            href={`/w/${workspace.slug}/desk`}
            leftSection={<IconBuilding {...icon} />}
          >
            {workspace.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout {...icon} />} onClick={onSignOut}>
          {t('act.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
