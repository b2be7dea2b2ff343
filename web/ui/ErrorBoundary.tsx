import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState } from './ErrorState.tsx'
import { Page } from './Page.tsx'
import classes from './StateMessage.module.css'

export interface ErrorBoundaryProps {
  /** A change of this, such as the address, gives the screen a new chance. */
  resetKey: string
  children: ReactNode
}

/** Keeps a screen that fails from taking the rest with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override componentDidUpdate(before: ErrorBoundaryProps) {
    if (before.resetKey !== this.props.resetKey && this.state.error !== undefined)
      this.setState({ error: undefined })
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return <Failed error={error} onRetry={() => this.setState({ error: undefined })} />
  }
}

/** After an update the files of the page that is open are gone from the server. */
function isOldVersion(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|importing a module/i.test(error.message)
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <Page title={t('trouble.title')} hideTitle>
      {isOldVersion(error) ? (
        <div className={classes.state}>
          <p className={classes.title}>{t('trouble.updated')}</p>
          <Button onClick={() => location.reload()}>{t('act.reload')}</Button>
        </div>
      ) : (
        <ErrorState problem={error} onRetry={onRetry} />
      )}
    </Page>
  )
}
