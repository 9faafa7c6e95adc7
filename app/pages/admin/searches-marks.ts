import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { markSearch } from '#app/domain/search/log/mark-search.ts'
import { readWeek, weekName } from '#app/pages/admin/search-week.ts'
import { orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const markForm = z.object({
  text: z.string().max(400),
  mark: z.enum(['done', 'ignored', '']).transform((mark) => mark || null),
  week: z.string().default(''),
  list: z.string().default(''),
})

export const loader = () => redirect('/admin/searches')

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { text, mark, ...page } = parseForm(markForm, await readForm(request))
  await orHttpError(markSearch(db, actor, { text, mark }))

  const { week, list } = readWeek(new URLSearchParams(page), new Date())
  const query = new URLSearchParams({ week: weekName(week), list, ...(mark && { marked: text, as: mark }) })
  return redirect(`/admin/searches?${query}`)
}
