import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { describeTag, versionOfTagTexts } from '#app/domain/tags/describe-tag.ts'
import { TAG_DESCRIPTION_MAX } from '#app/domain/tags/list-options.ts'
import { canDescribeTags } from '#app/domain/tags/permissions.ts'
import { tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { refusedForm } from '#app/web/faster.ts'
import { orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { tagPath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params, '/edit')
  if (!canDescribeTags(actor)) {
    await orHttpError(Promise.reject(forbidden('tag.describe', { points: actor.privileges.editTags })))
  }
  return { name: tag.name, opened: openTag(tag) }
}

const openTag = (tag: { description: string; guide: string }) => ({
  version: versionOfTagTexts(tag),
  fields: { description: tag.description, guide: tag.guide },
})

const describeForm = z.object({
  description: z.string().default(''),
  guide: z.string().default(''),
  version: z.string().optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params)
  const typed = await readForm(request)
  const form = parseForm(describeForm, typed)
  const { result, failure } = await orFormErrors(describeTag(db, actor, { tagId: tag.id, ...form }))
  if (failure) {
    const open = async () => openTag(await tagOfAddress(request, params))
    return data(await refusedForm(failure.data, typed, open), failure.init ?? {})
  }
  return redirectSaved(tagPath(result.name))
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t('tags:describe_title', { tag: page?.name ?? '' }),
)

export default function DescribeTag() {
  const { name, opened } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const typed: Record<string, string> = refused?.typed ?? opened.fields
  const errors = refused?.errors
  return (
    <div className="page-narrow">
      <p className="hint">
        <a dir="auto" href={tagPath(name)} className="link">
          {name}
        </a>
      </p>
      <h1 className="title mt-1">{t('tags:describe_title', { tag: name })}</h1>
      <form key={refused?.faster ? typed.version : ''} method="post" className="panel mt-4 space-y-5">
        <FasterNotice
          faster={refused?.faster}
          nameOf={(field) => t(field === 'guide' ? 'tags:guide_label' : 'tags:description')}
        />
        <OpenedFields opened={opened} typed={refused?.typed} />
        <FormError errors={errors} fields={['description', 'guide']} />
        <TextArea
          name="description"
          label={t('tags:description')}
          hint={t('tags:description_hint', { max: TAG_DESCRIPTION_MAX })}
          defaultValue={typed.description}
          errors={errors}
          rows={2}
          maxLength={TAG_DESCRIPTION_MAX}
        />
        <MarkdownField
          name="guide"
          label={t('tags:guide_label')}
          hint={t('tags:guide_hint')}
          defaultValue={typed.guide}
          errors={errors}
          rows={12}
        />
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('common:save')}
          </button>
          <a href={tagPath(name)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}
