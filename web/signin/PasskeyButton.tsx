import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '../ui/FormProblem.tsx'
import { askPasskeyOfDevice, canUsePasskeys } from './passkey.ts'
import { useAuth } from './useAuth.ts'

export interface PasskeyButtonProps {
  onOpen: () => Promise<void>
}

/** Signs in with a passkey of the device; absent where the browser or the address cannot. */
export function PasskeyButton({ onOpen }: PasskeyButtonProps) {
  const { t } = useTranslation('signin')
  const auth = useAuth()
  const asking = useMutation({
    mutationFn: async () => {
      const response = await askPasskeyOfDevice(await auth.passkeyQuestion())
      if (!response) return
      await auth.passkeyAnswer(response)
      await onOpen()
    },
  })
  if (!canUsePasskeys(location.hostname, window)) return null
  return (
    <>
      <FormProblem problem={asking.error} />
      <Button
        variant="default"
        size="lg"
        fullWidth
        loading={asking.isPending}
        leftSection={<IconFingerprint size={20} stroke={1.75} aria-hidden="true" />}
        onClick={() => asking.mutate()}
      >
        {t('passkey')}
      </Button>
    </>
  )
}
