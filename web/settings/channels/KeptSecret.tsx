import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export interface KeptSecretProps extends PasswordInputProps {
  /** The server already holds one; it never comes back here. */
  kept: boolean
}

/** A password that is typed to be changed: left empty, the one that is kept stays. */
export function KeptSecret({ kept, ...props }: KeptSecretProps) {
  const { t } = useTranslation('settings')
  return (
    <PasswordInput
      description={kept ? t('channels.passwordKept') : t('channels.passwordNone')}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('showSecret') }}
      {...props}
    />
  )
}
