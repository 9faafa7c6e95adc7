import { useEffect, useState } from 'react'
import type { ArticlePageData } from '#app/pages/kb/article.server.ts'
import { ArticleStateChip } from '#app/pages/kb/article-state.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

type Props = Pick<ArticlePageData, 'article' | 'may'>

/** The buttons for what this reader may do with the article, in the order of its states. */
export function ArticleTools({ article, may }: Props) {
  const t = useT()
  const path = `/kb/articles/${article.id}`
  // What somebody validates is the language and the text that they see.
  const seen = { locale: article.locale, baseRevision: String(article.revisionCount ?? 0) }
  const step = (name: string, action: string, primary: boolean, content: React.ReactNode, fields = {}) => (
    <ActionButton
      key={name}
      action={`${path}/${action}`}
      fields={fields}
      className={`${primary ? 'btn-primary' : 'btn-small'} w-full`}
    >
      {content}
    </ActionButton>
  )
  const tools = [
    may.submit &&
      step(
        'submit',
        'submission',
        true,
        <>
          <Icon name="send" /> {t('kb:do.submit')}
        </>,
      ),
    may.publish &&
      step(
        'publish',
        'publication',
        true,
        <>
          <Icon name="badge-check" /> {t('kb:do.publish')}
        </>,
        seen,
      ),
    may.confirm &&
      step(
        'confirm',
        'confirmation',
        true,
        <>
          <Icon name="badge-check" /> {t('kb:do.confirm')}
        </>,
        seen,
      ),
    may.waitsForAnother && (
      <p key="waits" className="hint">
        {t(may.isDrafter ? 'kb:waits_for_another' : 'kb:waits_for_second')}
      </p>
    ),
    may.return && (
      <a key="return" href={`${path}/return`} className="btn-small w-full">
        <Icon name="undo-2" /> {t(may.takeBack ? 'kb:do.take_back' : 'kb:do.return')}
      </a>
    ),
    may.edit && (
      <a key="edit" href={`${path}/edit?locale=${article.locale}`} className="btn-small w-full">
        <Icon name="pencil" /> {t('common:edit')}
      </a>
    ),
    may.edit && article.translations.length === 1 && (
      <a
        key="translate"
        href={`${path}/edit?locale=${article.locale === 'en' ? 'fr' : 'en'}`}
        className="btn-small w-full"
      >
        <Icon name="languages" /> {t(article.locale === 'en' ? 'kb:do.translate_fr' : 'kb:do.translate_en')}
      </a>
    ),
    may.pin && (
      <ActionButton
        key="pin"
        action={`${path}/pin`}
        fields={article.pinnedAt ? { undo: 'on' } : {}}
        className="btn-small w-full"
        stay
      >
        <Icon name="pin" /> {t(article.pinnedAt ? 'kb:do.unpin' : 'kb:do.pin')}
      </ActionButton>
    ),
    may.report && !may.obsolete && (
      <a key="report" href={`${path}/report`} className="btn-small w-full">
        <Icon name="history" /> {t('curation:report.title')}
      </a>
    ),
    may.obsolete && (
      <a key="obsolete" href={`${path}/retirement`} className="btn-small w-full">
        <Icon name="history" /> {t('kb:do.obsolete')}
      </a>
    ),
    may.archive &&
      step(
        'archive',
        'archival',
        false,
        <>
          <Icon name="trash-2" /> {t('kb:do.archive')}
        </>,
      ),
  ].filter(Boolean)

  return (
    <>
      {tools.length > 0 && (
        <section className="panel">
          <h2 className="subtitle flex items-center justify-between gap-2">
            {t('kb:tools')} <ArticleStateChip state={article.state} />
          </h2>
          <div className="mt-3 flex flex-col gap-2 [&_form]:w-full">{tools}</div>
        </section>
      )}
      <a href={`/posts/${article.postId}/revisions`} className="btn-quiet">
        <Icon name="history" /> {t('kb:do.history')}
      </a>
      <PrintButton />
    </>
  )
}

/** Shown only with JavaScript, which it needs. Without it the menu of the browser prints too. */
function PrintButton() {
  const t = useT()
  const [alive, setAlive] = useState(false)
  useEffect(() => setAlive(true), [])
  return (
    <button type="button" onClick={() => window.print()} className={`btn-quiet ${alive ? '' : 'invisible'}`}>
      <Icon name="printer" /> {t('kb:do.print')}
    </button>
  )
}
