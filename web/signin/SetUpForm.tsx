import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { languages, type UiLanguage } from '../i18n/index.ts'
import { ErrorSummary } from '../ui/ErrorSummary.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { TimeZoneSelect } from '../ui/TimeZoneSelect.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import { looksLikeEmail } from './looks-like-email.ts'
import { leastPasswordLength } from './password-rule.ts'
import classes from './SignIn.module.css'

export interface SetUpFormProps {
  onCreated: (created: { slug: string; name: string; address: string }) => void
}

/** Asks what a first workspace needs, with what the browser already says filled in. */
export function SetUpForm({ onCreated }: SetUpFormProps) {
  const { t, i18n } = useTranslation(['signin', 'common'])
  const { call } = useApi()
  const required = (value: string) => (value.trim() === '' ? t('common:form.required') : null)
  const form = useForm({
    initialValues: {
      workspaceName: '',
      // Empty: as the page, even if the page changes.
      language: '' as UiLanguage | '',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'Europe/Paris',
      name: '',
      email: '',
      password: '',
      address: '',
    },
    validate: {
      workspaceName: required,
      name: required,
      email: value => (looksLikeEmail(value) ? null : t('common:form.email')),
      password: value =>
        value.length < leastPasswordLength ? t('common:form.tooShort', { min: leastPasswordLength }) : null,
      address: value => (value.trim() === '' || looksLikeEmail(value) ? null : t('common:form.email')),
    },
  })
  const language = form.values.language || (i18n.language as UiLanguage) // the page speaks one of ours
  const { submit, sending, problem, submission } = useFormSubmit(form, async values => {
    const address = values.address.trim()
    const name = values.workspaceName.trim()
    const { slug } = await call.workspaces.setUp({
      workspaceName: name,
      language,
      timeZone: values.timeZone,
      name: values.name.trim(),
      email: values.email.trim(),
      password: values.password,
      ...(address && { address }),
    })
    onCreated({ slug, name, address })
  })
  const labels = {
    workspaceName: t('setUp.workspaceName'),
    language: t('setUp.language'),
    timeZone: t('setUp.timeZone'),
    name: t('yourName'),
    email: t('yourEmail'),
    password: t('password'),
    address: t('setUp.address'),
  }
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <FormProblem problem={problem} />
      <ErrorSummary
        errors={form.errors}
        labels={labels}
        onGo={path => form.getInputNode(path)?.focus()}
        submission={submission}
      />
      <fieldset className={classes.fields}>
        <legend>{t('setUp.yourWorkspace')}</legend>
        <TextInput
          label={labels.workspaceName}
          description={t('setUp.workspaceHint')}
          autoComplete="organization"
          autoFocus
          {...form.getInputProps('workspaceName')}
        />
        <div className={classes.pair}>
          <Select
            label={labels.language}
            allowDeselect={false}
            data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
            {...form.getInputProps('language')}
            value={language}
          />
          <TimeZoneSelect label={labels.timeZone} {...form.getInputProps('timeZone')} />
        </div>
      </fieldset>
      <fieldset className={classes.fields}>
        <legend>{t('setUp.you')}</legend>
        <TextInput label={labels.name} autoComplete="name" {...form.getInputProps('name')} />
        <TextInput
          type="email"
          label={labels.email}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={labels.password}
          description={t('passwordRule', { count: leastPasswordLength })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
      </fieldset>
      <fieldset className={classes.fields}>
        <legend>{t('setUp.firstAddress')}</legend>
        <TextInput
          type="email"
          label={labels.address}
          description={t('setUp.addressHint')}
          placeholder={t('setUp.addressExample')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('address')}
        />
      </fieldset>
      <Button type="submit" size="lg" fullWidth loading={sending}>
        {t('setUp.create')}
      </Button>
    </form>
  )
}
