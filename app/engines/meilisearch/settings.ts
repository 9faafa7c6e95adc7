import { createHash } from 'node:crypto'
import type { Settings } from 'meilisearch'
import { STOP_WORDS } from '#app/engines/meilisearch/stop-words.ts'

/** Texts as they were written: for exact phrases, typing errors, unfinished words and synonyms. */
export const WRITTEN = ['title', 'tags', 'accepted', 'body', 'context']
/** The stems of the same texts, made by PostgreSQL, since Meilisearch has no stemming. */
export const STEMS = ['titleStems', 'tagStems', 'bodyStems', 'contextStems']

/** How the index searches. Changed here, it is built anew beside the old one at the next start. */
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
    // Codes are right or wrong, and stems are no words that anybody types.
    disableOnNumbers: true,
    disableOnAttributes: STEMS,
  },
  faceting: { maxValuesPerFacet: 1 },
  // Counts how common a word is, too, so it must not be bounded; how many are read is decided by each search.
  pagination: { maxTotalHits: 100_000_000 },
  searchCutoffMs: 200,
}

/** What tells whether an index was built with these settings. Its first part grows when its documents change their shape. */
export const FINGERPRINT = `2:${hashOf(SETTINGS)}`

export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
