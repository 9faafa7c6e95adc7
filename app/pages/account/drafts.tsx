import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { nameOfDraft, parseDraftName } from '#app/domain/drafts/draft-key.ts'
import { listDrafts } from '#app/domain/drafts/queries.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { waitsForRoom } from '#app/web/visitor-draft.server.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const discarded = new URL(request.url).searchParams.get('discarded') ?? ''
  const drafts = await listDrafts(db, actor)
  return {
    waits: await waitsForRoom(request),
    discarded: parseDraftName(discarded) ? discarded : null,
    drafts: drafts.map(({ locale, ...draft }) => ({
      ...draft,
      name: nameOfDraft({ ...draft, locale: locale === 'en' || locale === 'fr' ? locale : undefined }),
    })),
  }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('editor:drafts.title'))

export default function Drafts() {
  const { drafts, discarded, waits } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('editor:drafts.title')}</h1>
      <p className="mt-1 text-soft">{t('editor:drafts.intro')}</p>
      {waits && (
        <p className="notice-info mt-4">
          <Icon name="info" /> {t('editor:drafts.waits')}
        </p>
      )}
      {discarded && (
        <div role="status" className="notice-info mt-4 items-center">
          <Icon name="trash-2" />
          <p className="grow">{t('editor:draft.discarded')}</p>
          <ActionButton
            action="/drafts/deletion"
            fields={{ draft: discarded, undo: 'on', from: 'list' }}
            className="btn-small"
          >
            <Icon name="undo-2" /> {t('common:undo')}
          </ActionButton>
        </div>
      )}
      {drafts.length === 0 ? (
        <div className="mt-5">
          <EmptyState icon="square-pen" title={t('editor:drafts.none')}>
            <p>{t('editor:drafts.none_hint')}</p>
          </EmptyState>
        </div>
      ) : (
        <ul className="card mt-5 divide-y divide-line">
          {drafts.map((draft) => (
            <DraftRow key={draft.id} draft={draft} />
          ))}
        </ul>
      )}
    </div>
  )
}

function DraftRow({ draft }: { draft: Awaited<ReturnType<typeof loader>>['drafts'][number] }) {
  const t = useT()
  const title = draft.subject ?? draft.title ?? t('editor:drafts.untitled')
  return (
    <li className="px-4 py-4 sm:px-5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
        <span className="chip-plain">{t(`editor:drafts.kind.${draft.kind}`)}</span>
        <Time at={draft.savedAt} />
      </p>
      <h2 className="mt-1.5 font-semibold wrap-anywhere">
        {draft.path ? (
          <a dir="auto" href={draft.path} className="quiet-link">
            {title}
          </a>
        ) : (
          title
        )}
      </h2>
      {draft.excerpt !== '' && (
        <p dir="auto" className="mt-1 text-sm text-soft wrap-anywhere">
          {draft.excerpt}
        </p>
      )}
      {!draft.path && (
        <details className="mt-2 text-sm">
          <summary>{t('editor:drafts.gone')}</summary>
          <pre dir="auto" className="mt-2 overflow-x-auto rounded-lg bg-sunken p-3 whitespace-pre-wrap">
            {draft.body}
          </pre>
        </details>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {draft.path && (
          <a href={draft.path} className="btn-small">
            <Icon name="pencil" /> {t('editor:drafts.continue')}
          </a>
        )}
        <ActionButton
          action="/drafts/deletion"
          fields={{ draft: draft.name, from: 'list' }}
          className="btn-quiet"
          label={t('editor:drafts.discard_of', { title })}
          stay
        >
          <Icon name="trash-2" /> {t('editor:draft.discard')}
        </ActionButton>
      </div>
    </li>
  )
}
