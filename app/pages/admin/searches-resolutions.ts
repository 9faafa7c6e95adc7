import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { resolveSearch } from '#app/domain/search/log/resolve-search.ts'
import { readWeek, weekName } from '#app/pages/admin/search-week.ts'
import { orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const resolutionForm = z.object({
  text: z.string().max(400),
  resolution: z.enum(['done', 'ignored', '']).transform((resolution) => resolution || null),
  week: z.string().default(''),
  list: z.string().default(''),
})

export const loader = () => redirect('/admin/searches')

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { text, resolution, ...page } = parseForm(resolutionForm, await readForm(request))
  await orHttpError(resolveSearch(db, actor, { text, resolution }))

  const { week, list } = readWeek(new URLSearchParams(page), new Date())
  const query = new URLSearchParams({
    week: weekName(week),
    list,
    ...(resolution && { resolved: text, as: resolution }),
  })
  return redirect(`/admin/searches?${query}`)
}
