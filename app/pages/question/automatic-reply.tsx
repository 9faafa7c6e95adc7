import type { ShownReply } from '#app/domain/automatic-replies/queries.ts'
import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PassageText } from '#app/ui/passage-text.tsx'
import { Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { articlePath } from '#app/web/paths.ts'

type Props = { reply: ShownReply; thread: ThreadPageData['thread']; may: ThreadPageData['may'] }

/**
 * The automatic reply under a question. It says that it comes from the knowledge base and not from a person, and it is
 * folded after it was refused.
 */
export function AutomaticReply({ reply, thread, may }: Props) {
  const { t } = useLanguage()
  const frame = `mt-4 rounded-xl border-2 border-dashed bg-sunken p-4 sm:p-5 ${
    reply.state === 'solved' ? 'border-good' : 'border-line'
  }`
  if (reply.state === 'refused') {
    return (
      <details className="group mt-4 rounded-xl border-2 border-dashed border-line bg-sunken" data-automatic="refused">
        <summary className="flex cursor-pointer list-none items-center gap-2 px-4 py-3 text-sm text-soft sm:px-5">
          <Icon name="bot" /> <span className="min-w-0 flex-1">{t('automaticReplies:refused')}</span>
          <Icon name="chevron-down" className="transition-transform group-open:rotate-180" />
        </summary>
        <div className="px-4 pb-4 sm:px-5">
          <Source reply={reply} />
          {may.decideReply && thread.state !== 'solved' && (
            <div className="no-print mt-4">
              <Solved reply={reply} className="btn-small" label={t('automaticReplies:solved_after_all')} />
            </div>
          )}
        </div>
      </details>
    )
  }
  return (
    <section aria-labelledby="automatic-reply" className={frame} data-automatic={reply.state}>
      <h2 id="automatic-reply" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-semibold text-soft">
        <Icon name="bot" /> {t('automaticReplies:title')}
        {reply.state === 'solved' && (
          <span className="chip-good ml-auto">
            <Icon name="check" /> {t('automaticReplies:solved')}
          </span>
        )}
      </h2>
      <Source reply={reply} />
      {reply.state === 'shown' && may.decideReply && thread.state !== 'solved' && (
        <div className="no-print mt-4 flex flex-wrap items-center gap-2">
          <Solved reply={reply} className="btn-primary" label={t('automaticReplies:solve')} />
          <ActionButton action={`/automatic-replies/${reply.id}/refusal`} className="btn" stay>
            <Icon name="x" /> {t('automaticReplies:refuse')}
          </ActionButton>
          <p className="hint w-full">{t('automaticReplies:waits')}</p>
        </div>
      )}
    </section>
  )
}

function Source({ reply }: Pick<Props, 'reply'>) {
  const { t } = useLanguage()
  return (
    <>
      <p className="mt-2 flex gap-2">
        <Icon name="book-open" className="mt-1 text-good" />
        <a
          href={`${articlePath({ id: reply.articleId, title: reply.title })}?locale=${reply.locale}`}
          {...written(reply.locale)}
          className="link min-w-0 font-semibold wrap-anywhere"
        >
          {reply.title}
        </a>
      </p>
      {reply.passage.length > 0 && (
        <blockquote {...written(reply.locale)} className="mt-2 border-l-2 border-line pl-3 wrap-anywhere">
          <PassageText passage={reply.passage} />
        </blockquote>
      )}
      <p className="hint mt-2">
        {t('automaticReplies:source')}{' '}
        {reply.validatedAt && (
          <>
            {reply.validatorName
              ? t('automaticReplies:validated_by', { name: reply.validatorName })
              : t('automaticReplies:validated')}{' '}
            <Time at={reply.validatedAt} />.
          </>
        )}
      </p>
    </>
  )
}

function Solved({ reply, className, label }: Pick<Props, 'reply'> & { className: string; label: string }) {
  return (
    <ActionButton action={`/automatic-replies/${reply.id}/solution`} className={className} stay>
      <Icon name="circle-check" /> {label}
    </ActionButton>
  )
}
