import type { UseFormReturnType } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { problemToFormErrors } from './form-problems.ts'

/** Sends a form; what the server refuses goes to the fields it names, the rest is `problem`. */
export function useFormSubmit<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  act: (values: Values) => Promise<unknown>,
) {
  const [submission, setSubmission] = useState(0)
  const failed = () => setSubmission(count => count + 1)
  const sending = useMutation({
    mutationFn: act,
    onError: problem => {
      form.setErrors(problemToFormErrors(problem))
      failed()
    },
  })
  return {
    /** For the form's onSubmit: checks the fields first. */
    submit: form.onSubmit(values => sending.mutate(values), failed),
    sending: sending.isPending,
    problem: sending.error ?? undefined,
    /** Counts the submissions that failed: the summary of errors takes the focus at each. */
    submission,
    forget: sending.reset,
  }
}
