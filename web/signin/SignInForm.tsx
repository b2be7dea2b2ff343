import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearch } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { wayIn } from '../enter.ts'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import type { SignInMethod } from './auth.ts'
import { CodeStep } from './CodeStep.tsx'
import { companyRefusal } from './company-refusal.ts'
import { EmailStep } from './EmailStep.tsx'
import { MethodStep } from './MethodStep.tsx'
import classes from './SignIn.module.css'

type Step =
  | { at: 'email' }
  | { at: 'method'; methods: SignInMethod[]; company: string | null }
  | { at: 'code' }

/** Leads from the address to the open session, one question at a time. */
export function SignInForm() {
  const { t } = useTranslation('signin')
  const { call } = useApi()
  const search = useSearch()
  const [email, setEmail] = useState('')
  const [step, setStep] = useState<Step>({ at: 'email' })
  const refusal = companyRefusal(new URLSearchParams(search).get('error'))
  const announce = useAnnounce()
  useEffect(() => {
    if (refusal) announce(t(refusal), 'assertive')
  }, [announce, refusal, t])

  const handleOpen = async () => {
    // Whoever has no workspace yet (an invitation is to follow) has no name to go by: the page asked for is enough.
    const slug = await call.workspaces.me().then(
      me => me.workspace.slug,
      () => undefined,
    )
    location.assign(wayIn(slug, location.search))
  }

  return (
    <div className={classes.step}>
      {step.at === 'email' && refusal && <p className={classes.refusal}>{t(refusal)}</p>}
      {step.at === 'email' && (
        <EmailStep
          email={email}
          onFound={(found, answer) => {
            setEmail(found)
            setStep({ at: 'method', ...answer })
          }}
          onOpen={handleOpen}
        />
      )}
      {step.at === 'method' && (
        <MethodStep
          email={email}
          methods={step.methods}
          company={step.company}
          onBack={() => setStep({ at: 'email' })}
          onCode={() => setStep({ at: 'code' })}
          onOpen={handleOpen}
        />
      )}
      {step.at === 'code' && <CodeStep onBack={() => setStep({ at: 'email' })} onOpen={handleOpen} />}
    </div>
  )
}
