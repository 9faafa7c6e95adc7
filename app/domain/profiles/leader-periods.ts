/** The periods by which leaders are listed, each until today. */
export const LEADER_PERIODS = ['week', 'month', 'quarter', 'all'] as const
export type LeaderPeriod = (typeof LEADER_PERIODS)[number]

export const isLeaderPeriod = (text: string | null): text is LeaderPeriod =>
  LEADER_PERIODS.some((period) => period === text)
