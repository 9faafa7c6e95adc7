import { slug } from '#app/text/slug.ts'

/** Whether a category may have this slug: one that the forum could have made of a name, so that each is found again. */
export const isCategorySlug = (text: string): boolean => text !== '' && slug(text) === text
