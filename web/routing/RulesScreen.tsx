import { Button } from '@mantine/core'
import { IconAlertTriangle, IconPlus, IconRoute } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import type { Rule } from '../../contract/rules.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { FormDrawer } from '../settings/FormDrawer.tsx'
import { MoveButtons } from '../settings/MoveButtons.tsx'
import { moved, placed } from '../settings/move.ts'
import { Row, Rows } from '../settings/Rows.tsx'
import { useListOrder } from '../settings/useOrder.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { Tag } from '../ui/Tag.tsx'
import { RoutingNav } from './RoutingNav.tsx'
import parts from './rules/Parts.module.css'
import { useRules } from './rules/queries.ts'
import { RuleForm } from './rules/RuleForm.tsx'
import { useRuleWords } from './rules/useRuleWords.ts'

const home = '/routing/rules'
const tones = { enabled: 'done', watched: 'info', off: 'neutral' } as const

/** The rules of the house in the order in which they are asked, each with what it did this week. */
export default function RulesScreen() {
  const { t } = useTranslation(['rules', 'common'])
  const { query, call } = useApi()
  const queryClient = useQueryClient()
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const words = useRuleWords()
  const rules = useRules()
  const stale = query.rules.list.key()
  const refresh = () => queryClient.invalidateQueries({ queryKey: stale })
  const order = useListOrder<Rule>(query.rules.list.queryKey(), {
    write: list => call.rules.order({ ids: list.map(one => one.id) }),
    stale,
  })
  const items = rules.data?.items
  const conflicts = rules.data?.conflicts ?? []
  const open = items?.find(rule => rule.id === id)
  const handleClose = () => navigate(home)
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href={`${home}/new`} />}
        >
          {t('add')}
        </Button>
      }
    >
      <RoutingNav />
      {rules.isError && !items ? (
        <ErrorState problem={rules.error} onRetry={() => void rules.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" rows={4} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={IconRoute}
          text={t('none')}
          hint={t('noneHint')}
          action={{ label: t('add'), href: `${home}/new` }}
        />
      ) : (
        <>
          {conflicts.map(({ first, second, about }) => (
            <p key={`${first.id} ${second.id}`} className={parts.warning}>
              <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
              <span>
                {t('conflict', {
                  first: first.name,
                  second: second.name,
                  about: about.map(act => t(`about.${act}`)).join(', '),
                })}
              </span>
            </p>
          ))}
          <Rows label={t('title')}>
            {items.map((rule, index) => (
              <Row
                key={rule.id}
                href={`${home}/${rule.id}`}
                name={rule.name}
                detail={words.sentence(rule.body)}
                place={{ index, onPlace: (from, to) => order(placed(items, from, to)) }}
                facts={
                  <>
                    <Tag tone={tones[rule.state]}>{t(`stateMark.${rule.state}`)}</Tag>
                    <span>{t('hits', { count: rule.hits })}</span>
                  </>
                }
                acts={
                  <MoveButtons
                    name={rule.name}
                    index={index}
                    count={items.length}
                    onMove={step => order(moved(items, index, step))}
                  />
                }
              />
            ))}
          </Rows>
        </>
      )}
      <FormDrawer title={id === 'new' ? t('add') : open?.name} onClose={handleClose}>
        {(id === 'new' || open) && (
          <RuleForm
            key={open ? `${open.id} ${open.version}` : id}
            rule={open}
            onChanged={refresh}
            onDone={handleClose}
          />
        )}
      </FormDrawer>
    </Page>
  )
}
