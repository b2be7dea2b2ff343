import { type FormValidateInput, useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { changedFields, only, same } from './changes.ts'

export interface KeptFormOptions<Values> {
  /** What is edited, such as `team:01…`: its unsaved changes are found again on coming back. */
  id: string
  /** As the server knows it now. */
  saved: Values
  validate?: FormValidateInput<Values>
}

/**
 * A form on something the server keeps. It counts what is not saved, keeps it while one looks elsewhere, and lets the
 * fields one has not touched follow what others save meanwhile.
 */
export function useKeptForm<Values extends Record<string, unknown>>({
  id,
  saved,
  validate,
}: KeptFormOptions<Values>) {
  const queryClient = useQueryClient()
  const form = useForm<Values>({
    initialValues: { ...saved, ...queryClient.getQueryData<Partial<Values>>(['unsaved', id]) },
    ...(validate && { validate }),
  })
  const known = useRef(saved)
  const changed = changedFields(saved, form.values)

  const keep = useCallback(
    (unsaved: object) => {
      const queryKey = ['unsaved', id]
      if (Object.keys(unsaved).length === 0) {
        queryClient.removeQueries({ queryKey, exact: true })
        return
      }
      queryClient.setQueryDefaults(queryKey, { gcTime: Number.POSITIVE_INFINITY })
      queryClient.setQueryData(queryKey, unsaved)
    },
    [queryClient, id],
  )

  useEffect(() => {
    if (same(known.current, saved)) return
    const touched = changedFields(known.current, form.values)
    known.current = saved
    form.setValues({ ...saved, ...only(form.values, touched) })
  }, [saved, form])

  useEffect(() => keep(only(form.values, changed)), [keep, form.values, changed])

  const settle = (values: Values) => {
    known.current = values
    form.setValues(values)
    form.clearErrors()
    keep({})
  }
  return {
    form,
    /** Names of the fields that are not saved. */
    changed,
    /** Only what changed: the update sends no more, so that two people on one page do not undo each other. */
    changes: () => only(form.values, changed),
    /** Takes what is shown back to what is saved. */
    undo: () => settle(saved),
    /** After saving: this is what the server knows now. */
    settle,
  }
}
