import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import { CreateContactForm } from './CreateContactForm.tsx'

export interface CreateContactProps {
  opened: boolean
  onClose: () => void
}

/** Creates a card, beside the address book so that one still sees who is there. */
export function CreateContact({ opened, onClose }: CreateContactProps) {
  const { t } = useTranslation('contacts')
  const isPhone = useIsPhone()
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={isPhone ? '100%' : 460}
      title={t('create.title')}
    >
      <CreateContactForm onDone={onClose} />
    </Drawer>
  )
}
