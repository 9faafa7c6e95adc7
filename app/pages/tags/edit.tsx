import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { describeTag } from '#app/domain/tags/describe-tag.ts'
import { TAG_DESCRIPTION_MAX } from '#app/domain/tags/list-options.ts'
import { canDescribeTags } from '#app/domain/tags/permissions.ts'
import { tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params, '/edit')
  if (!canDescribeTags(actor)) {
    await orHttpError(Promise.reject(forbidden('tag.describe', { points: actor.privileges.editTags })))
  }
  return { tag: { name: tag.name, description: tag.description, guide: tag.guide } }
}

const describeForm = z.object({ description: z.string().default(''), guide: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params)
  const form = parseForm(describeForm, await readForm(request))
  const { result, failure } = await orFormErrors(describeTag(db, actor, { tagId: tag.id, ...form }))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect(tagPath(result.name))
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t('tags:describe_title', { tag: page?.tag.name ?? '' }),
)

export default function DescribeTag() {
  const { tag } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const typed = refused?.form
  const errors = refused?.errors
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href={tagPath(tag.name)} className="link">
          {tag.name}
        </a>
      </p>
      <h1 className="title mt-1">{t('tags:describe_title', { tag: tag.name })}</h1>
      <form method="post" className="panel mt-4 space-y-5">
        <FormError errors={errors} fields={['description', 'guide']} />
        <TextArea
          name="description"
          label={t('tags:description')}
          hint={t('tags:description_hint', { max: TAG_DESCRIPTION_MAX })}
          defaultValue={typed?.description ?? tag.description}
          errors={errors}
          rows={2}
          maxLength={TAG_DESCRIPTION_MAX}
        />
        <MarkdownField
          name="guide"
          label={t('tags:guide_label')}
          hint={t('tags:guide_hint')}
          defaultValue={typed?.guide ?? tag.guide}
          errors={errors}
          rows={12}
        />
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('common:save')}
          </button>
          <a href={tagPath(tag.name)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}
