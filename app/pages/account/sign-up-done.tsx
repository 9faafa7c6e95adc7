import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { accountPath, KeptNote, keptKind } from '#app/pages/account/kept-note.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { safePath } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'

export function loader({ request }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams
  return { to: safePath(query.get('to')), kept: keptKind(query.get('kept')) }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('account:done.title'))

/** A new and a known address lead to the same page. From here one signs in with the password that was just chosen. */
export default function SignUpDone() {
  const { to, kept } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page-narrow max-w-md text-center">
      <Icon name="circle-check" className="text-4xl text-good" />
      <h1 className="title mt-3">{t('account:done.title')}</h1>
      <p className="mt-2 text-soft">{t('account:done.text')}</p>
      <KeptNote kept={kept} />
      <p className="mt-5">
        <a href={accountPath('/sign-in', { to, kept })} className="btn-primary">
          {t('account:sign_in.title')}
        </a>
      </p>
    </div>
  )
}
