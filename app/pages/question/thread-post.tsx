import { Children, type ReactNode } from 'react'
import { HeldNote } from '#app/pages/question/held-note.tsx'
import type { CommentData, PostData, ThreadPageData } from '#app/pages/question/page.server.ts'
import { LockedButton } from '#app/pages/question/points-needed.tsx'
import { QuestionFields } from '#app/pages/question/question-fields.tsx'
import { ShareLink } from '#app/pages/question/share-link.tsx'
import { CommentFields } from '#app/ui/editor/comment-form.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'

type Props = { post: PostData; thread: ThreadPageData['thread']; may: ThreadPageData['may'] }

/** A question, an answer or a note: the same block, with what its reader may do. */
export function PostView({ post, thread, may }: Props) {
  const { t } = useLanguage()
  const accepted = post.id === thread.acceptedAnswerId
  const withheld = post.state !== 'visible'
  return (
    <section
      id={`post-${post.id}`}
      aria-label={t(`questions:kind.${post.kind}`)}
      className={`post card mt-4 p-4 sm:flex sm:gap-5 sm:p-5 ${accepted ? 'border-good' : ''} ${withheld ? 'border-dashed' : ''}`}
    >
      <Votes post={post} accepted={accepted} may={may} />
      <div className="post-body min-w-0 flex-1">
        {post.kind === 'question' && <h2 className="sr-only">{t('questions:kind.question')}</h2>}
        <PostChips post={post} thread={thread} accepted={accepted} />
        <HeldNote held={post.held} className="mb-3 text-sm" />
        <Prose id={`body-${post.id}`} html={post.html} lang={thread.locale} />
        {post.kind === 'question' && <QuestionFields fields={thread.fields} />}
        <div className="post-foot text-sm">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <UserLink person={post.author} />
            <span className="hint flex flex-wrap gap-x-2">
              <a href={`#post-${post.id}`} className="quiet-link">
                <span className="sr-only">{t('questions:permalink')} </span>
                <Time at={post.createdAt} />
              </a>
              {post.editedAt && (
                <a href={`/posts/${post.id}/revisions`} className="quiet-link">
                  {t('questions:edited')} <Time at={post.editedAt} />
                </a>
              )}
            </span>
          </div>
          <PostActions post={post} thread={thread} may={may} accepted={accepted} />
        </div>
        <Comments post={post} thread={thread} may={may} />
      </div>
    </section>
  )
}

const ARROW =
  'grid size-8 cursor-pointer place-items-center rounded-full border border-line text-soft hover:border-accent hover:text-accent disabled:cursor-not-allowed disabled:opacity-50 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent'

function Votes({ post, accepted, may }: { post: PostData; accepted: boolean; may: Props['may'] }) {
  const { locale, t } = useLanguage()
  const { needs } = may
  if (post.kind !== 'question' && post.kind !== 'answer') return null
  const own = post.may?.own ?? false
  const arrow = (value: 1 | -1) => {
    const pressed = post.myVote === value
    const privilege = value === 1 ? 'voteUp' : 'voteDown'
    if (!own && !pressed && needs.points[privilege] !== undefined) {
      return (
        <LockedButton
          needs={needs}
          privilege={privilege}
          action={t(value === 1 ? 'questions:vote.up' : 'questions:vote.down')}
          className={ARROW}
        >
          <Icon name={value === 1 ? 'chevron-up' : 'chevron-down'} />
        </LockedButton>
      )
    }
    return (
      <button
        type="submit"
        name="value"
        value={pressed ? 0 : value}
        aria-pressed={pressed}
        aria-label={t(value === 1 ? 'questions:vote.up' : 'questions:vote.down')}
        title={own ? t('questions:vote.own') : t(value === 1 ? 'questions:vote.up' : 'questions:vote.down')}
        disabled={own}
        className={ARROW}
      >
        <Icon name={value === 1 ? 'chevron-up' : 'chevron-down'} />
      </button>
    )
  }
  return (
    <form
      method="post"
      action={`/posts/${post.id}/vote`}
      data-stay=""
      className="post-votes flex shrink-0 items-center gap-1 sm:w-9 sm:flex-col"
    >
      {!may.signedIn && <input type="hidden" name="account" value="sign-in" />}
      {arrow(1)}
      <output className="text-base font-semibold" aria-label={t('questions:score', { count: post.score })}>
        {count(post.score, locale)}
      </output>
      {arrow(-1)}
      {accepted && (
        <Icon
          name="circle-check"
          label={t('questions:accepted')}
          className="text-2xl text-good max-sm:hidden sm:mt-2"
        />
      )}
    </form>
  )
}

function PostChips({
  post,
  thread,
  accepted,
}: {
  post: PostData
  thread: ThreadPageData['thread']
  accepted: boolean
}) {
  const { t } = useLanguage()
  const marks = [
    accepted && (
      <span key="accepted" className="chip-good">
        <Icon name="check" /> {t('questions:accepted')}
        {thread.acceptedByName && ` · ${t('questions:accepted_by', { name: thread.acceptedByName })}`}
      </span>
    ),
    post.official && (
      <span key="official" className="chip-info">
        <Icon name="shield" /> {t('questions:official')}
      </span>
    ),
    !post.solves && (
      <span key="aside" className="chip-plain">
        {t('questions:keeps_clock')}
      </span>
    ),
    post.openEdit && (
      <a key="edit" href={`/review/edits/${post.openEdit.id}`} className="chip-info no-print hover:underline">
        <Icon name="pencil" /> {t(post.openEdit.mine ? 'questions:edit_own' : 'questions:edit_open', { count: 1 })}
      </a>
    ),
    post.state !== 'visible' && (
      <span key="state" className="chip-bad">
        <Icon name="eye-off" /> {t(`questions:post_state.${post.state}`)}
      </span>
    ),
    post.kind !== 'question' && post.kind !== 'answer' && (
      <span key="kind" className="chip-warn">
        <Icon name="lock" /> {t(`questions:kind.${post.kind}`)}
      </span>
    ),
  ].filter(Boolean)
  return marks.length > 0 ? <p className="mb-3 flex flex-wrap gap-2">{marks}</p> : null
}

function PostActions({ post, thread, may, accepted }: Props & { accepted: boolean }) {
  const { t } = useLanguage()
  return (
    <div className="post-actions no-print -mr-2 ml-auto flex items-center sm:flex-wrap">
      {post.kind === 'answer' && may.accept && !thread.closedAt && post.state === 'visible' && (
        <ActionButton
          action={`/answers/${post.id}/acceptance`}
          fields={accepted ? { undo: 'on' } : {}}
          className={accepted ? 'btn-quiet' : 'btn-small mr-1 border-good text-good'}
          done={t(accepted ? 'questions:done.unaccepted' : 'questions:done.accepted')}
          stay
        >
          <Icon name={accepted ? 'undo-2' : 'check'} /> {t(accepted ? 'questions:unaccept' : 'questions:accept')}
        </ActionButton>
      )}
      {post.kind === 'answer' && post.state === 'visible' && <ShareLink answerId={post.id} />}
      <MoreActions>
        {may.signedIn && (post.kind === 'question' || post.kind === 'answer') && (
          <ActionButton
            action={`/posts/${post.id}/bookmark`}
            fields={post.bookmarked ? { undo: 'on' } : {}}
            className="btn-quiet aria-pressed:text-accent"
            label={t('following:bookmark')}
            pressed={post.bookmarked}
            stay
          >
            <Icon name={post.bookmarked ? 'bookmark-check' : 'bookmark'} />
            <span className="sm:hidden">{t('following:bookmark')}</span>
          </ActionButton>
        )}
        {may.answer && post.state === 'visible' && (post.kind === 'question' || post.kind === 'answer') && (
          <a
            href={`/questions/${thread.id}?quote=${post.id}#your-answer`}
            data-quote={post.id}
            className="btn-quiet"
            title={t('editor:quoting.title')}
          >
            <Icon name="quote" /> {t('editor:quoting.button')}
          </a>
        )}
        {post.may?.promote && (
          <ActionButton action={`/answers/${post.id}/promotion`}>
            <Icon name="book-open" /> {t('questions:promote')}
          </ActionButton>
        )}
        {post.may?.edit && (
          <a href={`/posts/${post.id}/edit`} className="btn-quiet">
            <Icon name="pencil" /> {t('common:edit')}
          </a>
        )}
        {post.may?.suggest && (
          <a href={`/posts/${post.id}/edit`} className="btn-quiet">
            <Icon name="pencil" /> {t('questions:edit_suggest')}
          </a>
        )}
        {post.may?.delete && (
          <ActionButton action={`/posts/${post.id}/deletion`} done={t('questions:done.deleted')} stay>
            <Icon name="trash-2" /> {t('common:delete')}
          </ActionButton>
        )}
        {post.may?.restore && (
          <ActionButton
            action={`/posts/${post.id}/deletion`}
            fields={{ undo: 'on' }}
            done={t('questions:done.restored')}
            stay
          >
            <Icon name="undo-2" /> {t('common:restore')}
          </ActionButton>
        )}
        {may.signedIn && !post.may?.own && may.needs.points.flag === undefined && (
          <a href={`/posts/${post.id}/flags`} className="btn-quiet">
            <Icon name="flag" /> {t('questions:flag')}
          </a>
        )}
        {!post.may?.own && may.needs.points.flag !== undefined && (
          <LockedButton needs={may.needs} privilege="flag" action={t('questions:flag')} className="btn-quiet">
            <Icon name="flag" /> {t('questions:flag')}
          </LockedButton>
        )}
      </MoreActions>
    </div>
  )
}

/** On a phone the actions of a post take one line: all but the first ones are in a menu. */
function MoreActions({ children }: { children: ReactNode }) {
  const t = useT()
  if (Children.toArray(children).length === 0) return null
  return (
    <details className="menu more-actions">
      <summary className="btn-quiet" aria-label={t('questions:more_actions')} title={t('questions:more_actions')}>
        <Icon name="ellipsis" />
      </summary>
      <div className="more-panel">{children}</div>
    </details>
  )
}

function Comments({ post, thread, may }: Props) {
  const { t } = useLanguage()
  const takesComments = post.kind === 'question' || post.kind === 'answer'
  const canComment = post.may?.comment && takesComments
  const needsPoints =
    takesComments && !canComment && !thread.closedAt && may.needs.points.commentEverywhere !== undefined
  const invites = takesComments && !may.signedIn && !thread.closedAt && post.state === 'visible'
  if (post.comments.length === 0 && !canComment && !needsPoints && !invites) return null
  return (
    <div className="mt-3 text-sm">
      {post.comments.length > 0 && (
        <ul aria-label={t('questions:comments')} className="divide-y divide-line border-t border-line">
          {post.comments.map((comment) => (
            <Comment
              key={comment.id}
              comment={comment}
              lang={thread.locale}
              signedIn={may.signedIn}
              needs={may.needs}
            />
          ))}
        </ul>
      )}
      {invites && (
        <a href={`/posts/${post.id}/comments`} rel="nofollow" className="btn-quiet no-print mt-2 -ml-2">
          <Icon name="message-square" /> {t('questions:comment')}
        </a>
      )}
      {needsPoints && (
        <LockedButton
          needs={may.needs}
          privilege="commentEverywhere"
          action={t('questions:comment')}
          className="btn-quiet no-print mt-2 -ml-2"
        >
          <Icon name="message-square" /> {t('questions:comment')}
        </LockedButton>
      )}
      {canComment && (
        <details
          key={post.comments.filter((comment) => comment.may?.own).length}
          className="no-print mt-2"
          open={post.draft !== undefined}
        >
          <summary className="btn-quiet -ml-2 list-none">
            <Icon name="message-square" /> {t('questions:comment')}
          </summary>
          <form method="post" action={`/posts/${post.id}/comments`} data-stay="" className="mt-2">
            <CommentFields postId={post.id} threadId={thread.id} draft={post.draft} labelHidden>
              <button type="submit" className="btn-small">
                {t('questions:comment_send')}
              </button>
            </CommentFields>
          </form>
        </details>
      )}
    </div>
  )
}

function Comment({
  comment,
  lang,
  signedIn,
  needs,
}: {
  comment: CommentData
  lang: string
  signedIn: boolean
  needs: Props['may']['needs']
}) {
  const { t } = useLanguage()
  return (
    <li id={`post-${comment.id}`} className={`py-2.5 ${comment.state === 'visible' ? '' : 'opacity-80'}`}>
      {comment.state !== 'visible' && (
        <span className="chip-bad mb-1">{t(`questions:post_state.${comment.state}`)}</span>
      )}
      <HeldNote held={comment.held} className="mb-1" />
      <div className="[&_.prose]:text-sm">
        <Prose id={`body-${comment.id}`} html={comment.html} lang={lang} />
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 text-xs text-soft">
        <UserLink person={{ ...comment.author, reputation: null }} avatar={false} />
        <Time at={comment.createdAt} />
        {comment.editedAt && (
          <a href={`/posts/${comment.id}/revisions`} className="quiet-link text-soft">
            {t('questions:edited')}
          </a>
        )}
        <div className="no-print flex items-center">
          {comment.may?.edit && (
            <a href={`/posts/${comment.id}/edit`} className="btn-quiet" aria-label={t('common:edit')}>
              <Icon name="pencil" />
            </a>
          )}
          {comment.may?.delete && (
            <ActionButton
              action={`/posts/${comment.id}/deletion`}
              label={t('common:delete')}
              done={t('questions:done.deleted')}
              stay
            >
              <Icon name="trash-2" />
            </ActionButton>
          )}
          {comment.may?.restore && (
            <ActionButton
              action={`/posts/${comment.id}/deletion`}
              fields={{ undo: 'on' }}
              label={t('common:restore')}
              done={t('questions:done.restored')}
              stay
            >
              <Icon name="undo-2" />
            </ActionButton>
          )}
          {signedIn && !comment.may?.own && needs.points.flag === undefined && (
            <a href={`/posts/${comment.id}/flags`} className="btn-quiet" aria-label={t('questions:flag')}>
              <Icon name="flag" />
            </a>
          )}
        </div>
      </div>
    </li>
  )
}
