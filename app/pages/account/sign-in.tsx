import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { transferMeToos } from '#app/domain/me-toos/transfer-me-toos.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { checkCredentials } from '#app/domain/users/sign-in.ts'
import { accountPath, KeptNote, keptKind } from '#app/pages/account/kept-note.tsx'
import { FormError, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { actionHeaders, orFormErrors, parseForm, readForm, safePath } from '#app/web/http.ts'
import { knownBrowser, rememberBrowser } from '#app/web/known-browser.server.ts'
import { countSignIn, resetSignIns } from '#app/web/limits.server.ts'
import { titled } from '#app/web/meta.ts'
import { openSession } from '#app/web/session.server.ts'
import { keepTypedAddress, typedAddress } from '#app/web/typed-address.ts'
import { adoptFromBrowser } from '#app/web/visitor-draft.server.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams
  const to = safePath(query.get('to'))
  if (await context.viewer()) throw redirect(to)
  return { to, kept: keptKind(query.get('kept')), email: typedAddress(request) }
}

const signInForm = z.object({
  email: z.string().default(''),
  password: z.string().default(''),
  to: z.string().default('/'),
})

export async function action({ request, context }: ActionFunctionArgs) {
  const form = parseForm(signInForm, await readForm(request))
  const cookies = request.headers.get('Cookie') ?? undefined
  const attempt = { email: form.email, ip: context.ip, knownBrowser: await knownBrowser(cookies, form.email) }
  const signIn = async () => {
    await countSignIn(attempt)
    return checkCredentials(db, form)
  }
  const { result, failure } = await orFormErrors(signIn())
  if (failure) {
    const headers = new Headers(failure.init?.headers)
    headers.append('Set-Cookie', keepTypedAddress(form.email, context))
    return data({ ...failure.data, email: form.email }, { ...failure.init, headers })
  }
  await resetSignIns(attempt)
  const browserKey = await context.knownBrowserKey()
  const actor = await getActor(db, result.id)
  if (browserKey) await transferMeToos(db, actor, { browserKey })
  const adopted = await adoptFromBrowser({ request, context }, actor)
  // The whole page is loaded again, because language, theme and permissions may have changed.
  const headers = new Headers({ 'X-Remix-Reload-Document': 'true' })
  headers.append('Set-Cookie', await openSession(result.id, context, request.headers.get('User-Agent')))
  headers.append('Set-Cookie', await rememberBrowser(cookies, form.email, context))
  if (typedAddress(request)) headers.append('Set-Cookie', keepTypedAddress('', context))
  if (adopted.cookie) headers.append('Set-Cookie', adopted.cookie)
  // The list of drafts says what waits for room there; their form would show an older text without a word.
  return redirect(adopted.waits ? '/drafts' : safePath(form.to), { headers })
}

export const headers = actionHeaders

export const meta: MetaFunction<typeof loader> = titled((t) => t('account:sign_in.title'))

export default function SignIn() {
  const { to, kept, email } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page-narrow max-w-md">
      <h1 className="title">{t('account:sign_in.title')}</h1>
      <KeptNote kept={kept} />
      <form method="post" className="panel mt-5 space-y-4">
        <FormError errors={refused?.errors} />
        <input type="hidden" name="to" value={to} />
        <TextField
          name="email"
          type="email"
          label={t('account:email')}
          autoComplete="username"
          defaultValue={refused?.email ?? email}
          required
        />
        <TextField
          name="password"
          type="password"
          label={t('account:password')}
          autoComplete="current-password"
          required
        />
        <button type="submit" className="btn-primary w-full">
          {t('account:sign_in.send')}
        </button>
      </form>
      <p className="mt-4 text-center text-sm">
        {t('account:sign_in.new')}{' '}
        <a href={accountPath('/sign-up', { to, kept })} className="link">
          {t('account:sign_up.title')}
        </a>
      </p>
    </div>
  )
}
