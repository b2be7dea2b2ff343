import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { isProblem } from '../../api/api-problem.ts'
import { ErrorSummary } from '../../ui/ErrorSummary.tsx'
import { problemToFormErrors } from '../../ui/form-problems.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useContactCache } from '../data/useContactCache.ts'
import { reasonOf } from '../data/useContactChange.ts'
import { type Holder, useHolder } from '../data/useHolder.ts'
import { type Stage, stages } from '../list/filters.ts'
import { CompanyField } from '../page/CompanyField.tsx'
import { type IdentityKind, typedKinds } from '../page/identity-kinds.ts'
import classes from './CreateContact.module.css'

interface Reach {
  kind: IdentityKind
  value: string
}

interface Values {
  name: string
  language: '' | 'fr' | 'en'
  stage: Stage
  companyId: string | null
  isVip: boolean
  identities: Reach[]
}

const blank: Values = {
  name: '',
  language: '',
  stage: 'prospect',
  companyId: null,
  isVip: false,
  identities: [{ kind: 'email', value: '' }],
}

export interface CreateContactFormProps {
  onDone: () => void
}

/** The few fields of a new card; what is not known yet is added on its page. */
export function CreateContactForm({ onDone }: CreateContactFormProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const { call } = useApi()
  const cache = useContactCache()
  const announce = useAnnounce()
  const [, navigate] = useLocation()
  const findHolder = useHolder()
  const [submission, setSubmission] = useState(0)
  const [isSaving, setSaving] = useState(false)
  const [trouble, setTrouble] = useState<{ text: string; holder?: Holder | undefined }>()
  const troubleBox = useRef<HTMLDivElement>(null)
  const form = useForm<Values>({
    initialValues: blank,
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const { values } = form

  const handleSubmit = async () => {
    setSaving(true)
    setTrouble(undefined)
    const identities = values.identities.filter(({ value }) => value.trim() !== '')
    try {
      const { language, identities: _typed, ...rest } = values
      const contact = await call.contacts.createContact({
        ...rest,
        name: values.name.trim(),
        language: language || null,
        identities,
      })
      cache.put(contact)
      void cache.reloadLists()
      onDone()
      announce(t('create.done', { name: contact.name }))
      navigate(`/contacts/${contact.id}`)
    } catch (error) {
      form.setErrors(problemToFormErrors(error))
      setSubmission(count => count + 1)
      const isTaken = isProblem(error, 'identity.taken')
      setTrouble({ text: reasonOf(error), holder: isTaken ? await holderOf(identities) : undefined })
      requestAnimationFrame(() => troubleBox.current?.focus())
    } finally {
      setSaving(false)
    }
  }

  /** The server names one person; the addresses are tried in turn to find the way to them. */
  const holderOf = async (identities: Reach[]): Promise<Holder | undefined> => {
    for (const { value } of identities) {
      const holder = await findHolder(value)
      if (holder) return holder
    }
  }

  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={form.onSubmit(
        () => void handleSubmit(),
        () => setSubmission(count => count + 1),
      )}
    >
      {trouble ? (
        <div ref={troubleBox} tabIndex={-1} className={classes.trouble}>
          {trouble.text}{' '}
          {trouble.holder && (
            <Link href={`/contacts/${trouble.holder.id}`} onClick={onDone}>
              {t('identity.seeHolder', { name: trouble.holder.name || t('noName') })}
            </Link>
          )}
        </div>
      ) : (
        <ErrorSummary
          errors={form.errors}
          labels={{ name: t('field.name') }}
          onGo={path => form.getInputNode(path)?.focus()}
          submission={submission}
        />
      )}
      <TextInput
        label={t('field.name')}
        data-autofocus
        required
        withAsterisk={false}
        autoComplete="off"
        maxLength={300}
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
      <fieldset className={classes.reaches}>
        <legend>{t('identity.title')}</legend>
        {values.identities.map((reach, place) => (
          <div
            // Rows have no identity but their place until they are saved.
            key={`reach-${String(place)}`}
            className={classes.reach}
          >
            <NativeSelect
              label={t('identity.kindLabel')}
              data={typedKinds.map(kind => ({ value: kind, label: t(`identity.kind.${kind}`) }))}
              {...form.getInputProps(`identities.${place}.kind`)}
            />
            <TextInput
              label={t(`identity.value.${valueWord(reach.kind)}`)}
              type={reach.kind === 'email' ? 'email' : valueWord(reach.kind) === 'phone' ? 'tel' : 'text'}
              autoComplete="off"
              maxLength={320}
              {...form.getInputProps(`identities.${place}.value`)}
            />
            <ActionIcon
              size="lg"
              aria-label={t('create.dropIdentity', { place: place + 1 })}
              disabled={values.identities.length === 1}
              onClick={() => form.removeListItem('identities', place)}
            >
              <IconX size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="subtle"
          size="xs"
          className={classes.add}
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          disabled={values.identities.length >= 20}
          onClick={() => form.insertListItem('identities', { kind: 'phone', value: '' } satisfies Reach)}
        >
          {t('create.another')}
        </Button>
      </fieldset>
      <div className={classes.pair}>
        <NativeSelect
          label={t('field.stage')}
          data={stages.map(stage => ({ value: stage, label: t(`stage.${stage}`) }))}
          {...form.getInputProps('stage')}
        />
        <NativeSelect
          label={t('common:language.label')}
          data={[
            { value: '', label: t('notSet') },
            { value: 'fr', label: t('common:language.fr') },
            { value: 'en', label: t('common:language.en') },
          ]}
          {...form.getInputProps('language')}
        />
      </div>
      <CompanyField
        label={t('create.company')}
        value={values.companyId}
        onChange={company => form.setFieldValue('companyId', company?.id ?? null)}
      />
      <Checkbox label={t('vip')} {...form.getInputProps('isVip', { type: 'checkbox' })} />
      <div className={classes.acts}>
        <Button variant="default" onClick={onDone}>
          {t('common:act.cancel')}
        </Button>
        <Button type="submit" loading={isSaving}>
          {t('create.save')}
        </Button>
      </div>
    </form>
  )
}

function valueWord(kind: IdentityKind): 'email' | 'phone' | 'other' {
  if (kind === 'email') return 'email'
  return kind === 'phone' || kind === 'whatsapp' ? 'phone' : 'other'
}
