import { data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { forbidden } from '#app/domain/errors.ts'
import { canManageSynonyms, canReorganizeTags } from '#app/domain/tags/permissions.ts'
import { getTag, listSynonyms } from '#app/domain/tags/queries.ts'
import { versionOfTagName } from '#app/domain/tags/rename-tag.ts'
import type { OpenedForm } from '#app/web/faster.ts'
import { type HttpError, orHttpError, requireActor } from '#app/web/http.ts'
import { tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/** The tag in an address. A synonym redirects to the same page with the tag's name. */
export async function tagOfAddress(request: Request, params: { name?: string }, page = '') {
  const typed = params.name
  if (!typed) throw data({ code: 'tag.not_found', figures: {} } satisfies HttpError, { status: 404 })
  const tag = await orHttpError(getTag(db, typed))
  if (tag.name !== typed && request.method === 'GET') {
    throw redirect(tagPath(tag.name) + page + new URL(request.url).search, 301)
  }
  return tag
}

export const openTagName = ({ name }: { name: string }): OpenedForm => ({
  version: versionOfTagName({ name }),
  fields: { name },
})

/** The data of the page of a tag's names, and what the reader may change. A refused form shows it again. */
export async function loadTagNames({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params, '/names')
  const may = { synonyms: canManageSynonyms(actor), reorganize: canReorganizeTags(actor) }
  if (!may.synonyms && !may.reorganize) {
    await orHttpError(Promise.reject(forbidden('synonym.manage', { points: actor.privileges.manageSynonyms })))
  }
  const synonyms = await listSynonyms(db, tag.id)
  return {
    tag: { id: tag.id, name: tag.name, threadCount: tag.threadCount },
    opened: openTagName(tag),
    synonyms: synonyms.map((synonym) => synonym.name),
    may,
  }
}

export type TagNamesData = Awaited<ReturnType<typeof loadTagNames>>
