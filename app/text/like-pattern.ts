import { normalize } from '#app/text/normalize.ts'

/**
 * A typed text as a part of a LIKE pattern, with its own % and _ escaped. Compatibility characters are replaced before,
 * so that none of them becomes a % when the database folds the pattern.
 */
export const escapeLike = (text: string): string => normalize(text, 'NFKC').replace(/[\\%_]/g, '\\$&')
