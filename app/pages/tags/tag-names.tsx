import type { TagNamesData } from '#app/pages/tags/tag.server.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { ActionButton, FormError, TextField } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import type { Faster } from '#app/web/faster.ts'
import type { HttpError } from '#app/web/http.ts'
import { tagPath } from '#app/web/paths.ts'

type Props = {
  page: TagNamesData
  /** Which of the three forms was refused, and what was typed in it. */
  refused?:
    | {
        form: 'synonyms' | 'rename' | 'merge'
        errors: HttpError[]
        typed: string
        /** All fields of the form, and who was faster. */
        again?: Record<string, string>
        faster?: Faster | null
      }
    | undefined
}

/** The names of a tag: its synonyms, a new name, and merging it into another tag. */
export function TagNamesPage({ page, refused }: Props) {
  const { locale, t } = useLanguage()
  const { tag, synonyms, may } = page
  const path = tagPath(tag.name)
  const of = (form: NonNullable<Props['refused']>['form']) => (refused?.form === form ? refused : undefined)
  return (
    <div className="page-narrow">
      <p className="hint">
        <a dir="auto" href={path} className="link">
          {tag.name}
        </a>{' '}
        · {t('tags:questions', { count: tag.threadCount, shown: count(tag.threadCount, locale) })}
      </p>
      <h1 className="title mt-1">{t('tags:names_title', { tag: tag.name })}</h1>
      <section className="panel mt-4" aria-labelledby="synonyms">
        <h2 id="synonyms" className="subtitle">
          {t('tags:synonyms')}
        </h2>
        <p className="hint mt-1">{t('tags:synonyms_intro', { tag: tag.name })}</p>
        {synonyms.length > 0 ? (
          <ul className="mt-3 flex flex-wrap gap-2">
            {synonyms.map((name) => (
              <li key={name} className="chip-plain py-1 text-sm">
                {name}
                {may.synonyms && (
                  <ActionButton
                    action={`${path}/synonyms/${encodeURIComponent(name)}/removal`}
                    label={t('tags:remove_synonym', { name })}
                    className="cursor-pointer rounded-full p-0.5 hover:text-bad"
                    stay
                  >
                    <Icon name="x" />
                  </ActionButton>
                )}
              </li>
            ))}
          </ul>
        ) : (
          <p className="mt-3">{t('tags:no_synonyms')}</p>
        )}
        {may.synonyms && (
          <form method="post" action={`${path}/synonyms`} className="mt-4 flex flex-wrap items-start gap-3">
            <FormError errors={of('synonyms')?.errors} fields={['name']} />
            <div className="min-w-56 flex-1">
              <TextField
                key={synonyms.join(' ')}
                id="synonym"
                name="name"
                label={t('tags:synonym')}
                hint={t('tags:synonym_hint')}
                defaultValue={of('synonyms')?.typed}
                errors={of('synonyms')?.errors}
                maxLength={36}
                autoCapitalize="none"
                autoComplete="off"
                required
              />
            </div>
            <button type="submit" className="btn mt-6">
              <Icon name="plus" /> {t('tags:add_synonym')}
            </button>
          </form>
        )}
      </section>
      {may.reorganize && (
        <>
          <section className="panel mt-4" aria-labelledby="rename">
            <h2 id="rename" className="subtitle">
              {t('tags:rename')}
            </h2>
            <p className="hint mt-1">{t('tags:rename_hint')}</p>
            <form
              key={`${tag.name} ${of('rename')?.faster ? of('rename')?.again?.version : ''}`}
              method="post"
              action={`${path}/rename`}
              className="mt-3 flex flex-wrap items-start gap-3"
            >
              <FasterNotice faster={of('rename')?.faster} page={`${path}/names`} nameOf={() => t('tags:new_name')} />
              <OpenedFields opened={page.opened} typed={of('rename')?.again} />
              <FormError errors={of('rename')?.errors} fields={['name']} />
              <div className="min-w-56 flex-1">
                <TextField
                  id="new-name"
                  name="name"
                  label={t('tags:new_name')}
                  defaultValue={of('rename')?.typed ?? tag.name}
                  errors={of('rename')?.errors}
                  maxLength={36}
                  autoCapitalize="none"
                  autoComplete="off"
                  required
                />
              </div>
              <button type="submit" className="btn mt-6">
                {t('tags:rename')}
              </button>
            </form>
          </section>
          <section className="panel mt-4" aria-labelledby="merge">
            <h2 id="merge" className="subtitle">
              {t('tags:merge')}
            </h2>
            <p className="hint mt-1">{t('tags:merge_hint')}</p>
            <form method="post" action={`${path}/merge`} className="mt-3 space-y-3">
              <FormError errors={of('merge')?.errors} fields={['into']} />
              <TextField
                id="merge-into"
                name="into"
                label={t('tags:merge_into')}
                defaultValue={of('merge')?.typed}
                errors={of('merge')?.errors}
                maxLength={36}
                autoCapitalize="none"
                autoComplete="off"
                required
              />
              <label className="flex items-start gap-2">
                <input type="checkbox" name="confirmed" className="mt-1.5" required />
                {t('tags:merge_confirm', { tag: tag.name })}
              </label>
              <button type="submit" className="btn-danger">
                <Icon name="git-merge" /> {t('tags:merge_send')}
              </button>
            </form>
          </section>
        </>
      )}
    </div>
  )
}
