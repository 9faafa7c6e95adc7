import { slug } from '#app/text/slug.ts'

const withSlug = (path: string, title: string) => {
  const words = slug(title)
  return words === '' ? path : `${path}-${encodeURIComponent(words)}`
}

export const threadPath = (thread: { id: number; title: string }) => withSlug(`/questions/${thread.id}`, thread.title)
export const postPath = (threadId: number, postId: number) => `/questions/${threadId}#post-${postId}`
export const historyPath = (postId: number) => `/posts/${postId}/revisions`
export const articlePath = (article: { id: number; title: string }) =>
  withSlug(`/kb/articles/${article.id}`, article.title)
/** The address of a post: in its thread, or as an article in its language. */
export const postOrArticlePath = (post: {
  id: number
  title: string
  locale: string
  threadId: number | null
  articleId: number | null
}) =>
  post.articleId !== null
    ? `${articlePath({ id: post.articleId, title: post.title })}?locale=${post.locale}`
    : postPath(post.threadId ?? 0, post.id)
export const userPath = (user: { id: number; name: string }) => withSlug(`/users/${user.id}`, user.name)
/** Remix takes an address that ends in .data for its request for the data of a page. */
export const tagPath = (name: string) => `/tags/${encodeURIComponent(name).replace(/\.data$/, '%2Edata')}`
export const categoryPath = (categorySlug: string) => `/categories/${encodeURIComponent(categorySlug)}`
/** The address of a search result: an article, a question, or an answer in its thread. */
export const resultPath = (result: {
  kind: string
  postId: number
  threadId: number | null
  articleId: number | null
  title: string
}) =>
  result.articleId !== null
    ? articlePath({ id: result.articleId, title: result.title })
    : result.kind === 'answer'
      ? postPath(result.threadId ?? 0, result.postId)
      : threadPath({ id: result.threadId ?? 0, title: result.title })
/** The address of a suggestion: the section of an article that may answer, or the answer in its thread. */
export const suggestionPath = (item: {
  threadId: number | null
  articleId: number | null
  title: string
  source: string
  answerId: number
  section: { anchor: string } | null
}) => {
  if (item.articleId !== null) {
    return (
      articlePath({ id: item.articleId, title: item.title }) +
      (item.section ? `#${encodeURIComponent(item.section.anchor)}` : '')
    )
  }
  const path = threadPath({ id: item.threadId ?? 0, title: item.title })
  return item.source === 'question' ? path : `${path}#post-${item.answerId}`
}
export const kbCategoryPath = (categorySlug: string) => `/kb/categories/${encodeURIComponent(categorySlug)}`
export const ticketPath = (ticketId: number) => `/desk/tickets/${ticketId}`
