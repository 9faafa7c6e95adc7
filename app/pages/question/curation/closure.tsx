import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { suggestTargets, type Target } from '#app/domain/search/find/suggest-targets.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { TargetList } from '#app/pages/question/curation/target-list.tsx'
import { threadNumber } from '#app/pages/question/curation/thread-number.ts'
import { ActionButton, FormError, SelectField, TextArea, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { threadPath } from '#app/web/paths.ts'
import { withinSuggestionRate } from '#app/web/suggestion-rate.server.ts'
import { db } from '#db/client.server.ts'
import { CLOSE_REASONS, canClose, canReopen, canVoteToClose } from '#moderation/curation/permissions.ts'
import { findVoting } from '#moderation/curation/queries.ts'
import { voteToClose, voteToReopen } from '#moderation/curation/vote-to-close.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const thread = await orHttpError(getThread(db, actor, idParam(params.threadId)))
  const decides = thread.closedAt ? canReopen(actor, thread) : canClose(actor, thread)
  if (!decides && !canVoteToClose(actor, thread)) {
    await orHttpError(Promise.reject(forbidden(thread.closedAt ? 'thread.reopen' : 'thread.close')))
  }
  const voting = decides ? undefined : await findVoting(db, actor, thread)
  const targets = thread.closedAt
    ? []
    : await withinSuggestionRate<Target[]>(context, [], async () =>
        suggestTargets(db, actor, searchEngine, { thread, locale: await context.locale() }),
      )
  return { id: thread.id, title: thread.title, closed: thread.closedAt !== null, voting, targets }
}

const closureForm = z.object({
  undo: z.literal('on').optional(),
  reason: z.enum(CLOSE_REASONS).optional().catch(undefined),
  note: z.string().default(''),
  duplicateOf: z.string().default(''),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  const { undo, ...form } = parseForm(closureForm, await readForm(request))
  if (undo) {
    await orHttpError(voteToReopen(db, actor, { threadId }))
    return redirect(`/questions/${threadId}`)
  }

  const { failure } = await orFormErrors(
    voteToClose(db, actor, {
      threadId,
      reason: form.reason,
      note: form.note,
      duplicateOf: threadNumber(form.duplicateOf),
    }),
  )
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect(`/questions/${threadId}`)
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t(page?.closed ? 'moderation:close.reopen' : 'moderation:close.title'),
)

export default function Closure() {
  const { id, title, closed, voting, targets } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const buttons = (label: string) => (
    <p className="flex gap-3">
      <button type="submit" className="btn-primary">
        {label}
      </button>
      <a href={threadPath({ id, title })} className="btn">
        {t('common:cancel')}
      </a>
    </p>
  )
  return (
    <div className="page-narrow">
      <h1 className="title">
        {voting
          ? t(closed ? 'curation:votes.title_reopen' : 'curation:votes.title')
          : t(closed ? 'moderation:close.reopen' : 'moderation:close.title')}
      </h1>
      <p dir="auto" className="mt-1 text-soft">
        {title}
      </p>
      {voting && <p className="mt-3">{t('curation:votes.text', { needed: voting.needed, days: voting.days })}</p>}
      <TargetList items={targets}>
        {(item) => (
          <ActionButton
            action={`/questions/${id}/closure`}
            fields={{ reason: 'duplicate', duplicateOf: String(item.threadId) }}
            className="btn-small"
          >
            <Icon name="lock" /> {t(voting ? 'curation:targets.vote' : 'curation:targets.close')}
            <span className="sr-only"> {item.title}</span>
          </ActionButton>
        )}
      </TargetList>
      {closed ? (
        <form method="post" className="panel mt-4 space-y-4">
          <input type="hidden" name="undo" value="on" />
          <p>{t('moderation:close.reopen_text')}</p>
          {buttons(t(voting ? 'curation:votes.reopen' : 'moderation:close.reopen'))}
        </form>
      ) : (
        <form method="post" className="panel mt-4 space-y-4">
          <FormError errors={refused?.errors} fields={['reason', 'note', 'duplicateOf']} />
          <SelectField
            name="reason"
            label={t('moderation:close.reason')}
            defaultValue={refused?.form.reason ?? ''}
            errors={refused?.errors}
            required
          >
            <option value="">{t('moderation:close.choose')}</option>
            {CLOSE_REASONS.map((reason) => (
              <option key={reason} value={reason}>
                {t(`moderation:close_reason.${reason}`)}
              </option>
            ))}
          </SelectField>
          <TextField
            name="duplicateOf"
            label={t('moderation:close.duplicate_of')}
            hint={t('moderation:close.duplicate_of_hint')}
            defaultValue={refused?.form.duplicateOf}
            errors={refused?.errors}
            autoComplete="off"
          />
          <TextArea
            name="note"
            label={t('moderation:close.note')}
            hint={t('moderation:close.note_hint')}
            defaultValue={refused?.form.note}
            errors={refused?.errors}
            maxLength={500}
          />
          {buttons(t(voting ? 'curation:votes.close' : 'moderation:close.send'))}
        </form>
      )}
    </div>
  )
}
