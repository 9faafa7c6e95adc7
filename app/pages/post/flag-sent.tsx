import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { titled } from '#app/web/meta.ts'

export function loader({ request }: LoaderFunctionArgs) {
  const threadId = /^\d{1,15}$/.exec(new URL(request.url).searchParams.get('thread') ?? '')?.[0]
  return { back: threadId ? `/questions/${threadId}` : '/questions' }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('moderation:flag.thanks'))

export default function FlagDone() {
  const { back } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page-narrow py-16 text-center">
      <Icon name="circle-check" className="text-4xl text-good" />
      <h1 className="title mt-3">{t('moderation:flag.thanks')}</h1>
      <p className="mt-2 text-soft">{t('moderation:flag.thanks_text')}</p>
      <p className="mt-5">
        <a href={back} className="btn-primary">
          {t('moderation:flag.back')}
        </a>
      </p>
    </div>
  )
}
