/** What a member can follow, and the column of `follows` that refers to it. */
export const FOLLOW_COLUMNS = {
  threads: 'threadId',
  tags: 'tagId',
  categories: 'categoryId',
  users: 'followedUserId',
} as const

export type FollowSubject = keyof typeof FOLLOW_COLUMNS
export const FOLLOW_SUBJECTS = Object.keys(FOLLOW_COLUMNS) as FollowSubject[]
