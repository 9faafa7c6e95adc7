import { otherArticles } from './articles-other.ts'
import { pinnedArticles } from './articles-pinned.ts'
import { connectedThreadsEn } from './threads-en-connected.ts'
import { gardenThreadsEn } from './threads-en-garden.ts'
import { sensorThreadsEn } from './threads-en-sensors.ts'
import { connectedThreadsFr } from './threads-fr-connected.ts'
import { gardenThreadsFr } from './threads-fr-garden.ts'
import { sensorThreadsFr } from './threads-fr-sensors.ts'
import type { DemoArticle, DemoThread } from './types.ts'

/** Oldest first, the order in which they were asked. */
export const threads: DemoThread[] = [
  ...sensorThreadsEn,
  ...gardenThreadsEn,
  ...connectedThreadsEn,
  ...sensorThreadsFr,
  ...gardenThreadsFr,
  ...connectedThreadsFr,
].sort((a, b) => b.askedHoursAgo - a.askedHoursAgo)

export const articles: DemoArticle[] = [...pinnedArticles, ...otherArticles]
