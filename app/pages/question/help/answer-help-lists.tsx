import type { ReactNode } from 'react'
import type { AnswerHelpData, CannedText, HelpItem } from '#app/pages/question/help/answer-help.server.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PassageText } from '#app/ui/passage-text.tsx'
import { written } from '#app/ui/written.tsx'

type Insert = (markdown: string, where: 'inline' | 'block') => void

type HelpListsProps = { help: AnswerHelpData; onInsert?: Insert; heading?: 'h2' | 'h3' }

/**
 * Probable duplicates, canned texts, articles and solved threads. With `onInsert` each has a button that puts it into
 * the answer.
 */
export function HelpLists({ help, onInsert, heading: Heading = 'h3' }: HelpListsProps) {
  const t = useT()
  const lists = (['duplicates', 'canned', 'articles', 'threads'] as const).filter((name) => help[name].length > 0)
  if (lists.length === 0) return <p className="hint">{t('answerHelp:nothing')}</p>
  return (
    <div className="space-y-5">
      {lists.map((name) => (
        <section key={name} aria-labelledby={`help-${name}`}>
          <Heading id={`help-${name}`} className="text-sm font-semibold">
            {t(`answerHelp:${name}`)}
          </Heading>
          <ul className="mt-1 divide-y divide-line">
            {name === 'canned'
              ? help.canned.map((text) => <Canned key={text.id} text={text} onInsert={onInsert} />)
              : help[name].map((item) => (
                  <Item key={item.key} item={item} onInsert={onInsert}>
                    {name === 'duplicates' && help.closes && item.threadId !== null && (
                      <Closing help={help} closes={help.closes} item={item} />
                    )}
                  </Item>
                ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Item({ item, onInsert, children }: { item: HelpItem; onInsert?: Insert; children?: ReactNode }) {
  const t = useT()
  const { link, quote } = item
  return (
    <li className="py-2.5">
      <p className="flex gap-2">
        <Icon
          name={item.isArticle ? 'book-open' : item.solved ? 'circle-check' : 'message-circle'}
          className={`mt-1 ${item.isArticle || item.solved ? 'text-good' : 'text-soft'}`}
        />
        <span className="min-w-0">
          <a
            href={item.path}
            target="_blank"
            rel="noopener"
            {...written(item.locale)}
            className="quiet-link wrap-anywhere"
          >
            {item.title}
          </a>
          {!item.isArticle && (
            <span className="hint block text-xs">
              {item.solved ? `${t('questions:state.solved')} · ` : ''}
              {t('questions:answers', { count: item.answerCount })}
            </span>
          )}
        </span>
      </p>
      {item.passage.length > 0 && (
        <p {...written(item.locale)} className="mt-1 line-clamp-3 text-xs text-soft wrap-anywhere">
          <PassageText passage={item.passage} />
        </p>
      )}
      <div className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
        {link && onInsert && (
          <InsertButton label={t('answerHelp:insert_link')} of={item.title} onPress={() => onInsert(link, 'inline')} />
        )}
        {quote && onInsert && (
          <InsertButton
            label={t('answerHelp:insert_passage')}
            of={item.title}
            onPress={() => onInsert(quote, 'block')}
          />
        )}
      </div>
      {link && !onInsert && <CopyText label={t('answerHelp:to_copy')} text={quote ?? link} />}
      {children}
    </li>
  )
}

function Canned({ text, onInsert }: { text: CannedText; onInsert?: Insert }) {
  const t = useT()
  return (
    <li className="py-2.5">
      <p className="flex gap-2">
        <Icon name="scroll-text" className="mt-1 text-soft" />
        <a
          href={text.path}
          target="_blank"
          rel="noopener"
          {...written(text.locale)}
          className="quiet-link min-w-0 wrap-anywhere"
        >
          {text.title}
        </a>
      </p>
      {onInsert ? (
        <p className="mt-1.5">
          <InsertButton
            label={t('answerHelp:insert_text')}
            of={text.title}
            onPress={() => onInsert(text.text, 'block')}
          />
        </p>
      ) : (
        <CopyText label={t('answerHelp:to_copy')} text={text.text} />
      )}
    </li>
  )
}

function InsertButton({ label, of, onPress }: { label: string; of: string; onPress(): void }) {
  return (
    <button
      type="button"
      className="btn-small min-h-6 px-2 py-0.5 text-xs"
      onClick={onPress}
      aria-label={`${label}: ${of}`}
    >
      {label}
    </button>
  )
}

/** Without JavaScript nothing can be inserted into an answer, but the text can be copied. */
function CopyText({ label, text }: { label: string; text: string }) {
  return (
    <details className="mt-1.5 text-sm">
      <summary className="cursor-pointer text-soft">{label}</summary>
      <textarea dir="auto" readOnly rows={4} defaultValue={text} aria-label={label} className="field mt-1 text-xs" />
    </details>
  )
}

/** Asks for confirmation before the question is closed or gets a vote to close: the first click only opens this. */
function Closing({ help, closes, item }: { help: AnswerHelpData; closes: 'decides' | 'votes'; item: HelpItem }) {
  const t = useT()
  return (
    <details className="mt-1.5">
      <summary className="btn-small list-none">
        <Icon name="lock" /> {t(`answerHelp:close.${closes}`)}
      </summary>
      <form
        method="post"
        action={`/questions/${help.thread.id}/closure`}
        className="mt-2 rounded-lg bg-sunken p-3 text-sm"
      >
        <input type="hidden" name="reason" value="duplicate" />
        <input type="hidden" name="duplicateOf" value={item.threadId ?? ''} />
        <p>{t(`answerHelp:close.${closes}_text`, { title: item.title })}</p>
        <p className="mt-2">
          <button type="submit" className="btn-small border-bad text-bad">
            {t(`answerHelp:close.${closes}_yes`)}
          </button>
        </p>
      </form>
    </details>
  )
}
