import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { signUp } from '#app/domain/users/sign-up.ts'
import { accountPath, KeptNote, keptKind } from '#app/pages/account/kept-note.tsx'
import { FormError, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { actionHeaders, orFormErrors, parseForm, readForm, safePath } from '#app/web/http.ts'
import { countSignUp } from '#app/web/limits.server.ts'
import { titled } from '#app/web/meta.ts'
import { keepTypedAddress, typedAddress } from '#app/web/typed-address.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams
  const to = safePath(query.get('to'))
  if (await context.viewer()) throw redirect(to)
  return { to, kept: keptKind(query.get('kept')), email: typedAddress(request) }
}

const signUpForm = z.object({
  name: z.string().default(''),
  email: z.string().default(''),
  password: z.string().default(''),
  to: z.string().default('/'),
  kept: z.string().default(''),
})

export async function action({ request, context }: ActionFunctionArgs) {
  const form = parseForm(signUpForm, await readForm(request))
  const attempt = async () => {
    await countSignUp(context.ip)
    return signUp(db, { ...form, locale: await context.locale(), ip: context.ip })
  }
  const { failure } = await orFormErrors(attempt())
  const taken = failure?.data.errors[0]?.code === 'email.taken'
  // A known address gets the same answer as a new one, so nobody can find out who has an account. Only signing in with
  // the right password tells.
  if (failure && !taken) {
    return data({ ...failure.data, form: { name: form.name, email: form.email } }, failure.init ?? {})
  }
  return redirect(accountPath('/sign-up/done', { to: safePath(form.to), kept: keptKind(form.kept) }), {
    headers: { 'Set-Cookie': keepTypedAddress(form.email, context) },
  })
}

export const headers = actionHeaders

export const meta: MetaFunction<typeof loader> = titled((t) => t('account:sign_up.title'), {
  description: (t) => t('account:sign_up.intro'),
})

export default function SignUp() {
  const { to, kept, email } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const errors = refused?.errors
  return (
    <div className="page-narrow max-w-md">
      <h1 className="title">{t('account:sign_up.title')}</h1>
      <p className="mt-1 text-soft">{t('account:sign_up.intro')}</p>
      <KeptNote kept={kept} />
      <form method="post" className="panel mt-5 space-y-4">
        <FormError errors={errors} fields={['name', 'email', 'password']} />
        <input type="hidden" name="to" value={to} />
        {kept && <input type="hidden" name="kept" value={kept} />}
        <TextField
          name="name"
          label={t('account:name')}
          hint={t('account:name_hint')}
          autoComplete="nickname"
          defaultValue={refused?.form.name}
          errors={errors}
          maxLength={40}
          required
        />
        <TextField
          name="email"
          type="email"
          label={t('account:email')}
          hint={t('account:email_hint')}
          autoComplete="email"
          defaultValue={refused?.form.email ?? email}
          errors={errors}
          required
        />
        <TextField
          name="password"
          type="password"
          label={t('account:password')}
          hint={t('account:password_hint')}
          autoComplete="new-password"
          errors={errors}
          minLength={10}
          required
        />
        <button type="submit" className="btn-primary w-full">
          {t('account:sign_up.send')}
        </button>
      </form>
      <p className="mt-4 text-center text-sm">
        {t('account:sign_up.known')}{' '}
        <a href={accountPath('/sign-in', { to, kept })} className="link">
          {t('account:sign_in.title')}
        </a>
      </p>
    </div>
  )
}
