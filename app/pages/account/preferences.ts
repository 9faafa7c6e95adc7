import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { changePreferences } from '#app/domain/users/change-profile.ts'
import { parseForm, readForm, safePath } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const preferencesForm = z.object({
  locale: z.enum(['en', 'fr']).optional(),
  theme: z.enum(['system', 'light', 'dark']).optional(),
  languageFirst: z.enum(['on', 'off']).optional(),
})

export const loader = () => redirect('/')

/** Sets language, theme and the order of languages from any page: for the account, or for this browser. */
export async function action({ request, context }: ActionFunctionArgs) {
  const chosen = parseForm(preferencesForm, await readForm(request))
  const headers = new Headers()
  const secure = context.secure ? '; Secure' : ''
  for (const [name, value] of Object.entries(chosen)) {
    if (value)
      headers.append('Set-Cookie', `entraide_${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`)
  }
  const viewer = await context.viewer()
  if (viewer) {
    const { languageFirst: first, ...rest } = chosen
    await changePreferences(db, viewer, { ...rest, ...(first ? { languageFirst: first === 'on' } : {}) })
  }

  const referer = request.headers.get('Referer')
  const back = referer && URL.canParse(referer) ? new URL(referer) : null
  // Another order begins at its first page.
  if (chosen.languageFirst) back?.searchParams.delete('after')
  return redirect(safePath(back && back.pathname + back.search), { headers })
}
