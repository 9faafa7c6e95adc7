/**
 * Where somebody was who pressed a button that was refused: buttons have addresses of their own, below that of the page
 * of their thing. What is shown only in a list leads to the list.
 */
const PLACES: [RegExp, string][] = [
  [/^\/posts\/(\d+)\/revisions\/./, '/posts/$1/revisions'],
  [/^\/(?:posts|answers)\/(\d+)\/./, '/posts/$1'],
  [/^\/questions\/(\d+)\/./, '/questions/$1'],
  [/^\/kb\/articles\/(\d+)\/./, '/kb/articles/$1'],
  [/^\/desk\/tickets\/(\d+)\/./, '/desk/tickets/$1'],
  [/^\/review\/edits\/(\d+)\/./, '/review/edits/$1'],
  [/^\/review\/(\d+)\/./, '/review/$1'],
  [/^\/tags\/([^/]+)\/synonyms\/./, '/tags/$1/names'],
  [/^\/tags\/([^/]+)\/./, '/tags/$1'],
  [/^\/categories\/\d+\/follow/, '/following'],
  [/^\/users\/(\d+)\/./, '/users/$1'],
  [/^\/sanctions\/\d+\/./, '/notifications'],
  [/^\/automatic-replies\/\d+\/./, '/notifications'],
  [/^\/expert-requests\/\d+\/./, '/notifications'],
  [/^\/experts\/invitations\/(\d+)\/./, '/experts/invitations/$1'],
  [/^\/drafts\/./, '/drafts'],
  [/^\/notifications\/./, '/notifications'],
  [/^\/admin\/categories\/\d+\/automatic-reply/, '/admin/automatic-reply'],
  [/^\/admin\/categories\/\d+\/place/, '/admin/categories'],
  [/^\/admin\/([a-z-]+)\/./, '/admin/$1'],
]

/** The page to go back to from an address that is none, or from one below a page; undefined when there is none. */
export function placeOf(path: string): string | undefined {
  const place = PLACES.find(([address]) => address.test(path))
  if (!place) return undefined
  const [address, page] = place
  return path.replace(new RegExp(`${address.source}.*$`), page)
}
