import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { type MeantVote, readMeantVote } from '#app/web/meant-vote.ts'

/** The vote of the address, as far as this reader may still give it on this page; they do so by one press. */
export function findMeantVote(query: URLSearchParams, page: ThreadPageData): MeantVote | undefined {
  const meant = readMeantVote(query)
  const post = [page.question, ...page.answers].find((each) => each?.id === meant?.postId)
  if (!meant || !post?.may || post.may.own || post.myVote === meant.value) return undefined
  return page.may.needs.points[meant.value === 1 ? 'voteUp' : 'voteDown'] === undefined ? meant : undefined
}

export function MeantVoteNote({ meant }: { meant: MeantVote | undefined }) {
  const t = useT()
  if (!meant) return null
  const { postId, value } = meant
  return (
    <form method="post" action={`/posts/${postId}/vote`} className="notice-info mt-4">
      <Icon name={value === 1 ? 'chevron-up' : 'chevron-down'} />
      <span className="min-w-0 flex-1">
        {t(value === 1 ? 'questions:meant.up' : 'questions:meant.down')}{' '}
        <a href={`#post-${postId}`} className="link">
          {t('questions:meant.see')}
        </a>
      </span>
      <button type="submit" name="value" value={value} className="btn-small">
        {t(value === 1 ? 'questions:meant.vote_up' : 'questions:meant.vote_down')}
      </button>
    </form>
  )
}
