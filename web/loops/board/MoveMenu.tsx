import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Recovery } from '../../../contract/loops.ts'
import { menuInMain } from '../../ui/in-main.ts'
import type { RecoveryActs } from '../data/useRecoveryActs.ts'
import { type OpenState, openStates } from '../words.ts'

export interface MoveMenuProps {
  recovery: Recovery
  acts: RecoveryActs
  opened: boolean
  onOpenedChange: (opened: boolean) => void
  /** Asks how it ended: the last step is not a mere move. */
  onClose: () => void
  /** It went elsewhere, and the button with it: the focus must follow. */
  onMoved: () => void
  /** Not a stop of its own: reached by M from its card. */
  isAside?: boolean
}

/** Where a recovery may go next; the same for the mouse, the thumb and the key M. */
export function MoveMenu({
  recovery,
  acts,
  opened,
  onOpenedChange,
  onClose,
  onMoved,
  isAside,
}: MoveMenuProps) {
  const { t } = useTranslation('loops')
  const name = recovery.contact.name || t('noName')
  return (
    <Menu position="bottom-end" opened={opened} onChange={onOpenedChange} {...menuInMain}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          tabIndex={isAside ? -1 : undefined}
          aria-label={t('move.of', { name })}
          rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden="true" />}
        >
          {t('move.label')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('move.of', { name })}>
        {recovery.state === 'repaired' ? (
          <Menu.Item
            onClick={() => {
              void acts.reopen(recovery)
              onMoved()
            }}
          >
            {t('move.reopen')}
          </Menu.Item>
        ) : (
          <>
            <Menu.RadioGroup
              value={recovery.state}
              onChange={state => {
                if (state === recovery.state) return
                void acts.move(recovery, state as OpenState) // one of its items
                onMoved()
              }}
            >
              {openStates.map(state => (
                <Menu.RadioItem key={state} value={state} closeMenuOnClick>
                  {t(`state.${state}`)}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Divider />
            <Menu.Item onClick={onClose}>{t('move.close')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
