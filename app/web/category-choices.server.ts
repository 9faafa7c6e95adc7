import { categoryNote, categoryText } from '#app/domain/categories/category-text.ts'
import { listCategories, listTagsOfCategories } from '#app/domain/categories/queries.ts'
import { renderMarkdown } from '#app/text/markdown.ts'
import { db } from '#db/client.server.ts'
import type { Locale } from '#db/schema.ts'

/** The categories for a form: the note above the form, the extra fields, and the values that a category sets. */
export async function loadCategoryChoices(locale: Locale) {
  const [categories, tags] = await Promise.all([listCategories(db), listTagsOfCategories(db)])
  const html = (markdown: string) => (markdown === '' ? '' : renderMarkdown(markdown))
  return categories.map((category) => ({
    id: category.id,
    slug: category.slug,
    name: categoryText(category, locale).name,
    fields: category.fields,
    tags: tags.get(category.id) ?? [],
    askHtml: html(categoryNote(category, 'askText', locale)),
    unsupportedHtml: html(categoryNote(category, 'unsupportedText', locale)),
  }))
}

export type CategoryChoice = Awaited<ReturnType<typeof loadCategoryChoices>>[number]
