import { useRouteLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import { Time } from '#app/ui/time.tsx'
import type { HttpError } from '#app/web/http.ts'
import type { RootData } from '#app/web/root-data.ts'

/** Who was faster, and when: oneself in another window, a colleague, or nobody that is known. */
export function WhoWasFaster({ by }: { by: HttpError['faster'] | null }): ReactNode {
  const t = useT()
  const viewer = useRouteLoaderData<RootData>('root')?.viewer
  const sentence =
    by && by.id === viewer?.id
      ? t('common:faster.oneself')
      : by?.name
        ? t('common:faster.by', { name: by.name })
        : t('common:faster.somebody')
  return (
    <>
      {sentence}
      {by?.at && (
        <>
          {' · '}
          <Time at={new Date(by.at)} />
        </>
      )}
    </>
  )
}
