import { createHash } from 'node:crypto'
import type { Settings } from 'meilisearch'
import { STOP_WORDS } from '#app/engines/meilisearch/stop-words.ts'

/** Fields with the text as it was written: for exact phrases, typing errors, unfinished words and synonyms. */
export const WRITTEN = ['title', 'tags', 'accepted', 'body', 'context']
/** Fields with the stems of the same texts. PostgreSQL makes them, because Meilisearch has no stemming. */
export const STEMS = ['titleStems', 'tagStems', 'bodyStems', 'contextStems']

/** How the index searches. After a change here, a new index is built beside the old one at the next start. */
export const SETTINGS: Settings = {
  searchableAttributes: [...WRITTEN, ...STEMS],
  displayedAttributes: [
    'id',
    'fingerprint',
    'kind',
    'titleStems',
    'tagStems',
    'contextStems',
    'bodyLength',
    'standing',
  ],
  filterableAttributes: [
    'id',
    'kind',
    'locale',
    'threadId',
    'articleId',
    'tagIds',
    'categoryId',
    'authorId',
    'solved',
    'closed',
    'answers',
    'score',
    'createdAt',
  ],
  sortableAttributes: ['score', 'createdAt'],
  rankingRules: ['sort', 'words', 'typo', 'attribute', 'proximity', 'exactness', 'standing:desc'],
  stopWords: STOP_WORDS,
  localizedAttributes: [{ attributePatterns: ['*'], locales: ['fra', 'eng'] }],
  typoTolerance: {
    enabled: true,
    minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 },
    // No typing errors in codes, which are right or wrong, nor in stems, which nobody types.
    disableOnNumbers: true,
    disableOnAttributes: STEMS,
  },
  faceting: { maxValuesPerFacet: 1 },
  // The number of hits also tells how common a word is, so it is not limited here; each search limits what it reads.
  pagination: { maxTotalHits: 100_000_000 },
  searchCutoffMs: 200,
}

/**
 * Tells whether an index was built with these settings. Increase its first part when the shape of the documents
 * changes.
 */
export const FINGERPRINT = `3:${hashOf(SETTINGS)}`

export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
