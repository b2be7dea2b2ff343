import { ActionIcon, Button } from '@mantine/core'
import { IconBuildingStore, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { BrandForm } from './brands/BrandForm.tsx'
import { BrandMark } from './brands/BrandMark.tsx'
import { useBrands, useRefreshBrands } from './brands/queries.ts'
import { FormDrawer } from './FormDrawer.tsx'
import { Row, Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'
import { useLeaving } from './useLeaving.ts'

/** Brands: under which name and look customers know this house. */
export default function BrandsSection() {
  const { t } = useTranslation(['settings', 'common'])
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const { call } = useApi()
  const brands = useBrands()
  const refresh = useRefreshBrands()
  const { isLeaving, remove } = useLeaving('brands')
  const shown = brands.data?.filter(brand => !isLeaving(brand.id))
  const open = shown?.find(brand => brand.id === id)
  const handleClose = () => navigate('/settings/brands')
  return (
    <SectionPage
      path="brands"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/brands/new" />}
        >
          {t('brands.add')}
        </Button>
      }
    >
      {brands.isError && !shown ? (
        <ErrorState problem={brands.error} onRetry={() => void brands.refetch()} />
      ) : !shown ? (
        <LoadingLines shape="rows" />
      ) : shown.length === 0 ? (
        <EmptyState
          icon={IconBuildingStore}
          text={t('brands.none')}
          action={{ label: t('brands.add'), href: '/settings/brands/new' }}
        />
      ) : (
        <Rows label={t('section.brands.name')}>
          {shown.map(brand => (
            <Row
              key={brand.id}
              href={`/settings/brands/${brand.id}`}
              mark={<BrandMark brand={brand} />}
              name={brand.name}
              detail={[
                brand.isDefault && t('brands.default'),
                brand.languages.map(language => t(`common:language.${language}`)).join(', '),
              ]
                .filter(Boolean)
                .join(' · ')}
              acts={
                !brand.isDefault && (
                  <ActionIcon
                    aria-label={t('brands.remove', { name: brand.name })}
                    onClick={() =>
                      remove(brand.id, t('brands.removed', { name: brand.name }), async () => {
                        await call.workspaces.deleteBrand({ id: brand.id })
                        await refresh()
                      })
                    }
                  >
                    <IconTrash size={16} stroke={1.75} aria-hidden="true" />
                  </ActionIcon>
                )
              }
            />
          ))}
        </Rows>
      )}
      <FormDrawer title={id === 'new' ? t('brands.add') : open?.name} onClose={handleClose}>
        {(id === 'new' || open) && <BrandForm key={id} brand={open} onDone={handleClose} />}
      </FormDrawer>
    </SectionPage>
  )
}
