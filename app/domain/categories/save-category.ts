import { z } from 'zod'
import { isCategorySlug } from '#app/domain/categories/category-slug.ts'
import { isSupported } from '#app/domain/categories/category-text.ts'
import { FIELD_KINDS, FIELDS_MAX } from '#app/domain/categories/fields.ts'
import { CATEGORY_ICONS } from '#app/domain/categories/icons.ts'
import { command } from '#app/domain/command.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, typed } from '#app/domain/input.ts'
import { resolveTags } from '#app/domain/tags/resolve-tags.ts'
import { tagsInput } from '#app/domain/tags/tag-input.ts'
import { parseTags, TAGS_MAX } from '#app/domain/tags/tag-names.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import { wholeCharacters } from '#app/text/cut-text.ts'
import { normalize } from '#app/text/normalize.ts'
import { slug as slugOf } from '#app/text/slug.ts'
import { isBlank, typedLine, typedText } from '#app/text/typed-text.ts'
import type { Category, CategoryField, CategoryText, Label, Locale } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const LOCALES: Locale[] = ['en', 'fr']
const NAME_MAX = 60
const DESCRIPTION_MAX = 300
const NOTE_MAX = 5000
const OPTIONS_MAX = 100
const LABEL_MAX = 80

// The highest limit of all; each field has its own limit with its own error.
const anyText = typed(20_000)

/** A field as the form sends it. Without a key it is new; without a label it is removed. */
const fieldForm = z.object({
  /** The number by which an error names the field: `field-2`, `options-2`. */
  row: z.number().int(),
  key: anyText,
  kind: anyText,
  label: z.object({ en: anyText, fr: anyText }),
  required: z.boolean(),
  /** One choice a line, "English | Français"; a single name is used for both languages. */
  options: anyText,
})
export type FieldForm = z.infer<typeof fieldForm>

const textForm = z.object({ name: anyText, description: anyText, askText: anyText, unsupportedText: anyText })

const categoryForm = z.object({
  id: id.optional(),
  version,
  slug: anyText,
  icon: anyText,
  texts: z.object({ en: textForm, fr: textForm }),
  fields: z.array(fieldForm).max(100),
  /** Tags that every question in the category gets. */
  tags: tagsInput,
})
export type CategoryForm = z.infer<typeof categoryForm>

type Shown = Pick<Category, 'slug' | 'icon' | 'translations' | 'fields'> & { tags: string[] }
const shown = ({ slug, icon, translations, fields, tags }: Shown) => ({
  ...{ slug, icon, translations, fields, tags },
})

/** The version of a category and of the tags that it sets, for the form that changes them. */
export const versionOfCategory = (category: Omit<Shown, 'tags'>, tags: string[]): string =>
  versionOf(shown({ ...category, tags }))

/**
 * Creates or changes a category. A field and its choices keep their keys when their labels change, so that old answers
 * stay readable. Throws forbidden `category.save`; conflict `form.faster`; invalid with the field: `name.missing`, `name.too_long`,
 * `slug.invalid`, `slug.taken`, `icon.unknown`, `description.too_long`, `ask_text.too_long`, `fields.…`, and those of
 * tags.
 */
export const saveCategory = command(
  { name: 'category.save', input: categoryForm, callers: 'writers' },
  async (trx, actor, form): Promise<{ id: number; slug: string }> => {
    if (!isAdmin(actor)) throw forbidden('category.save')
    const names = parseTags(form.tags)
    if (names.length >= TAGS_MAX) throw invalid('tags', 'tags.too_many', { max: TAGS_MAX - 1 })
    // Tags before the category, as for who asks there: they count in both.
    const tagIds = names.length > 0 ? await resolveTags(trx, actor, names) : []
    const before = form.id ? await lockCategory(trx, form.id) : undefined

    const translations = checkTexts(form.texts)
    const [main] = LOCALES.flatMap((locale) => translations[locale] ?? [])
    if (!main) throw invalid('name-en', 'name.missing')
    const icon = CATEGORY_ICONS.find((each) => each === form.icon)
    if (!icon && form.icon !== before?.icon) throw invalid('icon', 'icon.unknown')
    const slug = await checkSlug(trx, form.slug.trim() || slugOf(main.name), before?.id)
    const fields = checkFields(form.fields, before?.fields ?? [])
    if (before) {
      const changed = { verbs: ['category.changed'] as const, after: [{ id: before.id }], has: 'slug' }
      const wanted = { slug, icon: icon ?? form.icon, translations, fields, tags: names }
      await refuseIfFaster(form.version, { now: shown(before), wanted }, () => findLastChange(trx, changed))
    }
    const values = {
      slug,
      icon: icon ?? form.icon,
      name: main.name,
      description: main.description,
      translations: JSON.stringify(translations),
      fields: JSON.stringify(fields),
    }
    const saved = before
      ? await trx
          .updateTable('categories')
          .set(values)
          .where('id', '=', before.id)
          .returning('id')
          .executeTakeFirstOrThrow()
      : await trx
          .insertInto('categories')
          .values((eb) => ({
            ...values,
            position: eb
              .selectFrom('categories')
              .select((last) => last.fn.coalesce(last(last.fn.max('position'), '+', 1), last.lit(0)).as('position')),
          }))
          .returning('id')
          .executeTakeFirstOrThrow()
    await trx.deleteFrom('categoryTags').where('categoryId', '=', saved.id).execute()
    if (tagIds.length > 0) {
      await trx
        .insertInto('categoryTags')
        .values(tagIds.map((tagId, position) => ({ categoryId: saved.id, tagId, position })))
        .execute()
    }

    recordEvent(
      trx,
      actor,
      'category.changed',
      {},
      {
        ...(before
          ? { before: { id: before.id, slug: before.slug, icon: before.icon, ...pick(before), tags: before.tags } }
          : {}),
        after: {
          id: saved.id,
          slug,
          icon: values.icon,
          translations,
          fields,
          tags: names,
          open: isSupported({ translations }),
        },
      },
    )
    return { id: saved.id, slug }
  },
)

const pick = ({ translations, fields }: { translations: unknown; fields: unknown }) => ({ translations, fields })

async function lockCategory(trx: Trx, id: number) {
  const category = await trx
    .selectFrom('categories')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('category'))
  const tags = await trx
    .selectFrom('categoryTags')
    .innerJoin('tags', 'tags.id', 'categoryTags.tagId')
    .where('categoryId', '=', id)
    .orderBy('position')
    .select('tags.name')
    .execute()
  return { ...category, tags: tags.map((tag) => tag.name) }
}

/** The texts of each language that has a name. A description or note needs a name in the same language. */
function checkTexts(texts: CategoryForm['texts']): Partial<Record<Locale, CategoryText>> {
  const checked: Partial<Record<Locale, CategoryText>> = {}
  for (const locale of LOCALES) {
    const name = typedLine(texts[locale].name)
    const description = typedLine(texts[locale].description)
    const [askText, unsupportedText] = [typedText(texts[locale].askText), typedText(texts[locale].unsupportedText)]
    if (isBlank(name)) {
      if ([description, askText, unsupportedText].some((text) => text !== '')) {
        throw invalid(`name-${locale}`, 'name.missing')
      }
      continue
    }
    if (name.length > NAME_MAX) throw invalid(`name-${locale}`, 'name.too_long', { max: NAME_MAX })
    if (description.length > DESCRIPTION_MAX) {
      throw invalid(`description-${locale}`, 'description.too_long', { max: DESCRIPTION_MAX })
    }
    for (const [field, text] of Object.entries({ askText, unsupportedText })) {
      if (text.length > NOTE_MAX) throw invalid(`${field}-${locale}`, 'ask_text.too_long', { max: NOTE_MAX })
    }
    checked[locale] = {
      name,
      description,
      ...(isBlank(askText) ? {} : { askText }),
      ...(isBlank(unsupportedText) ? {} : { unsupportedText }),
    }
  }
  return checked
}

async function checkSlug(trx: Trx, typedText: string, ownId: number | undefined): Promise<string> {
  const slug = normalize(typedText, 'NFC').toLowerCase()
  if (!isCategorySlug(slug)) throw invalid('slug', 'slug.invalid')
  const namesake = await trx.selectFrom('categories').where('slug', '=', slug).select('id').executeTakeFirst()
  if (namesake && namesake.id !== ownId) throw invalid('slug', 'slug.taken')
  return slug
}

function checkFields(forms: FieldForm[], before: CategoryField[]): CategoryField[] {
  const fields: CategoryField[] = []
  for (const form of forms) {
    const label = checkLabel(form.label, `label-${form.row}-en`)
    if (!label) continue
    const known = before.find((field) => field.key === form.key)
    const kind = FIELD_KINDS.find((each) => each === form.kind) ?? 'text'
    const options = kind === 'select' ? checkOptions(form.options, known?.options ?? [], form.row) : []
    const taken = [...fields, ...before].map((field) => field.key)
    fields.push({ key: known?.key ?? freeKey(label, taken), kind, label, required: form.required, options })
  }
  if (fields.length > FIELDS_MAX) throw invalid('fields', 'fields.too_many', { max: FIELDS_MAX })
  return fields
}

function checkLabel(label: Label, field: string): Label | undefined {
  const [en, fr] = [typedLine(label.en), typedLine(label.fr)]
  if (Math.max(en.length, fr.length) > LABEL_MAX) throw invalid(field, 'fields.too_long', { max: LABEL_MAX })
  if (isBlank(en) && isBlank(fr)) return undefined
  return { en: isBlank(en) ? '' : en, fr: isBlank(fr) ? '' : fr }
}

function checkOptions(text: string, before: CategoryField['options'], row: number): CategoryField['options'] {
  const options: CategoryField['options'] = []
  for (const line of typedText(text).split('\n')) {
    const [en = '', fr = en] = line.split('|')
    const label = checkLabel({ en, fr }, `options-${row}`)
    if (!label) continue
    const known = before.find((option) => option.label.en === label.en || option.label.fr === label.fr)
    const taken = options.map((option) => option.key)
    if (known && taken.includes(known.key)) continue
    const others = before.map((option) => option.key)
    if (options.length === OPTIONS_MAX) throw invalid(`options-${row}`, 'fields.too_many', { max: OPTIONS_MAX })
    options.push({ key: known?.key ?? freeKey(label, [...taken, ...others]), label })
  }
  if (options.length < 2) throw invalid(`options-${row}`, 'fields.no_options')
  return options
}

/** A new key of letters that is not in use here. */
function freeKey(label: Label, taken: string[]): string {
  const words = wholeCharacters(slugOf(label.en || label.fr), 30) || 'field'
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? words : `${words}-${number}`
    if (!taken.includes(key)) return key
  }
}
