/** Where the page says that a result of a search was opened; rank 1 is the first. */
export const openingPath = (token: string, postId: number, rank: number): string =>
  `/searches/openings?${new URLSearchParams({ search: token, post: String(postId), rank: String(rank) })}`

/** Says it while the page is being left; whether it arrives changes nothing for the reader. */
export function recordOpening(path: string): void {
  void fetch(path, { method: 'POST', keepalive: true }).catch(() => {})
}
