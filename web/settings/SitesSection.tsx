import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { countryName } from './people/countries.ts'
import { PartnerForm } from './people/PartnerForm.tsx'
import { SiteForm } from './people/SiteForm.tsx'
import { usePartners, useSites } from './queries.ts'
import { Row, Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'
import { SettingGroup } from './SettingGroup.tsx'

/** Places where people work, and the partners some of them belong to. */
export default function SitesSection() {
  const { t, i18n } = useTranslation('settings')
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const sites = useSites()
  const partners = usePartners()
  const site = sites.data?.find(known => known.id === id)
  const partner = partners.data?.find(known => known.id === id)
  const handleClose = () => navigate('/settings/sites')
  const failed = sites.isError ? sites : partners.isError ? partners : undefined
  const title =
    id === 'new' ? t('sites.add') : id === 'new-partner' ? t('sites.addPartner') : (site ?? partner)?.name
  return (
    <SectionPage path="sites">
      {failed && !failed.data ? (
        <ErrorState problem={failed.error} onRetry={() => void failed.refetch()} />
      ) : !sites.data || !partners.data ? (
        <LoadingLines shape="rows" />
      ) : (
        <>
          <SettingGroup
            anchor="sites"
            title={t('sites.sites')}
            effect={t('sites.sitesEffect')}
            actions={<AddLink href="/settings/sites/new">{t('sites.add')}</AddLink>}
          >
            {sites.data.length === 0 ? (
              <EmptyState text={t('sites.none')} />
            ) : (
              <Rows label={t('sites.sites')}>
                {sites.data.map(({ id: siteId, name, kind, city, country, partnerId }) => (
                  <Row
                    key={siteId}
                    href={`/settings/sites/${siteId}`}
                    name={name}
                    detail={[city, countryName(country, i18n.language)].filter(Boolean).join(', ')}
                    facts={
                      <span>
                        {partners.data.find(known => known.id === partnerId)?.name ??
                          t(`sites.kindOf.${kind}`)}
                      </span>
                    }
                  />
                ))}
              </Rows>
            )}
          </SettingGroup>
          <SettingGroup
            anchor="partners"
            title={t('sites.partners')}
            effect={t('sites.partnersEffect')}
            actions={<AddLink href="/settings/sites/new-partner">{t('sites.addPartner')}</AddLink>}
          >
            {partners.data.length === 0 ? (
              <EmptyState text={t('sites.noPartner')} />
            ) : (
              <Rows label={t('sites.partners')}>
                {partners.data.map(({ id: partnerId, name, visibleContactFields }) => (
                  <Row
                    key={partnerId}
                    href={`/settings/sites/${partnerId}`}
                    name={name}
                    facts={<span>{t('sites.fieldCount', { count: visibleContactFields.length })}</span>}
                  />
                ))}
              </Rows>
            )}
          </SettingGroup>
        </>
      )}
      <FormDrawer title={title} onClose={handleClose}>
        {id === 'new-partner' || partner ? (
          <PartnerForm key={id} partner={partner} onDone={handleClose} />
        ) : (
          (id === 'new' || site) && <SiteForm key={id} site={site} onDone={handleClose} />
        )}
      </FormDrawer>
    </SectionPage>
  )
}

function AddLink({ href, children }: { href: string; children: string }) {
  return (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
      renderRoot={props => <Link {...props} href={href} />}
    >
      {children}
    </Button>
  )
}
