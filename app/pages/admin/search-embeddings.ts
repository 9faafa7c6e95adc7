import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { retryEmbeddings } from '#app/domain/search/embeddings/retry-embeddings.ts'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  await orHttpError(retryEmbeddings(db, actor, {}))
  return redirect('/admin/search')
}
