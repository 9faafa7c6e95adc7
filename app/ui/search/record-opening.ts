/** The address that records the opening of a result of a search; rank 1 is the first. */
export const openingPath = (token: string, postId: number, rank: number): string =>
  `/searches/openings?${new URLSearchParams({ search: token, post: String(postId), rank: String(rank) })}`

/** Sent while the page is being left. When it fails, the reader does not notice. */
export function recordOpening(path: string): void {
  void fetch(path, { method: 'POST', keepalive: true }).catch(() => {})
}
