import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Rule } from '../../../contract/rules.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import fields from '../../settings/fields.module.css'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useRuleWords } from './useRuleWords.ts'

export interface VersionsProps {
  rule: Rule
  onChanged: () => Promise<unknown>
}

/** What the rule said before, who wrote it, and the way back to it. */
export function Versions({ rule, onChanged }: VersionsProps) {
  const { t } = useTranslation('rules')
  const { query, call } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const format = useFormat()
  const words = useRuleWords()
  const versions = useQuery(query.rules.versions.queryOptions({ input: { id: rule.id } }))
  const back = useMutation({
    mutationFn: (version: number) => call.rules.goBack({ id: rule.id, version }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: query.rules.versions.key() })
      await onChanged()
      announce(t('wentBack'))
    },
  })
  const earlier = versions.data?.items.filter(({ version }) => version !== rule.version)
  if (!earlier || earlier.length === 0) return null
  return (
    <section className={fields.end} aria-labelledby="rule-versions">
      <h3 id="rule-versions">{t('versions')}</h3>
      <FormProblem problem={back.error ?? undefined} />
      {earlier.map(({ version, body, at, by }) => (
        <div key={version} className={fields.stack}>
          <p className={fields.hint}>
            {by
              ? t('versionBy', { version, name: by.name, at: format.dateTime(at) })
              : t('version', { version, at: format.dateTime(at) })}
          </p>
          <p>{words.sentence(body)}</p>
          <Button
            variant="default"
            loading={back.isPending && back.variables === version}
            onClick={() => back.mutate(version)}
          >
            {t('goBack', { version })}
          </Button>
        </div>
      ))}
    </section>
  )
}
