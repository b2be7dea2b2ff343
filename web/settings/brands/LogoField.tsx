import { Button, FileButton } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Brand } from '../../../contract/brands.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { readProblem, Unreachable } from '../../api/api-problem.ts'
import { useSession } from '../../session.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import fields from '../fields.module.css'
import { BrandMark } from './BrandMark.tsx'
import { useRefreshBrands } from './queries.ts'

/** The logo of a brand: chosen and sent at once; taking it away can be undone. */
export function LogoField({ brand }: { brand: Brand }) {
  const { t, i18n } = useTranslation('settings')
  const { call } = useApi()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const refresh = useRefreshBrands()
  const { workspace } = useSession()
  const sending = useMutation({
    mutationFn: async (file: File) => {
      const body = new FormData()
      body.append('logo', file, file.name)
      const response = await fetch(`/api/v1/brands/${brand.id}/logo`, {
        method: 'POST',
        headers: { 'boucle-workspace': workspace.slug, 'accept-language': i18n.language },
        body,
      }).catch(error => {
        throw new Unreachable(error)
      })
      if (!response.ok)
        throw (
          readProblem(await response.json().catch(() => undefined), response.status) ??
          new Unreachable(response)
        )
      await refresh()
    },
    onSuccess: () => announce(t('brands.logoSaved')),
  })
  const point = async (logoFileId: string | null) => {
    await call.workspaces.updateBrand({ id: brand.id, logoFileId })
    await refresh()
  }
  const removing = useMutation({
    mutationFn: async (kept: string) => {
      await point(null)
      offerUndo({ text: t('brands.logoRemoved'), undo: () => point(kept) })
    },
  })
  return (
    <div className={fields.stack} style={{ marginBlockEnd: 'var(--b-space-5)' }}>
      <FormProblem problem={sending.error ?? removing.error} />
      <div style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
        <BrandMark brand={brand} />
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={file => file && sending.mutate(file)}>
          {props => (
            <Button
              {...props}
              variant="default"
              loading={sending.isPending}
              leftSection={<IconPhoto size={16} stroke={1.75} aria-hidden="true" />}
            >
              {brand.logoFileId ? t('brands.changeLogo') : t('brands.addLogo')}
            </Button>
          )}
        </FileButton>
        {brand.logoFileId && (
          <Button
            variant="subtle"
            loading={removing.isPending}
            onClick={() => removing.mutate(brand.logoFileId!)}
          >
            {t('brands.removeLogo')}
          </Button>
        )}
      </div>
      <p className={fields.hint}>{t('brands.logoHint')}</p>
    </div>
  )
}
