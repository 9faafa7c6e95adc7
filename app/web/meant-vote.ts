/** A vote that somebody wanted to give as a visitor. */
export type MeantVote = { postId: number; value: 1 | -1 }

/** The address to come back to after signing in, which says what was meant. It never votes by itself. */
export const meantVotePath = (page: string, { postId, value }: MeantVote): string =>
  `${page.split(/[?#]/)[0]}?vote=${postId}${value === 1 ? 'up' : 'down'}`

export function readMeantVote(query: URLSearchParams): MeantVote | undefined {
  const [, id, way] = /^(\d{1,15})(up|down)$/.exec(query.get('vote') ?? '') ?? []
  return id === undefined ? undefined : { postId: Number(id), value: way === 'up' ? 1 : -1 }
}
