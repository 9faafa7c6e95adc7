import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

const OPERATORS = [
  'phrase',
  'not',
  'or',
  'in_title',
  'tag',
  'user',
  'category',
  'state',
  'unanswered',
  'closed',
  'kind',
  'lang',
  'dates',
  'score',
  'answers',
  'number',
] as const
const KEYS = ['slash', 'arrows', 'enter', 'escape'] as const

export function SearchHelp() {
  const t = useT()
  return (
    <table className="table">
      <tbody>
        {OPERATORS.map((operator) => (
          <tr key={operator}>
            <th scope="row" className="align-baseline">
              {t(`search:help.${operator}.example`)
                .split(', ')
                .map((example) => (
                  <code key={example} className="block whitespace-nowrap">
                    {example}
                  </code>
                ))}
            </th>
            <td className="align-baseline text-soft">{t(`search:help.${operator}.text`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The same as a popover of the browser, which opens and closes without JavaScript. */
export function SearchHelpPopover() {
  const t = useT()
  return (
    <>
      <button type="button" {...{ popovertarget: 'search-help' }} className="btn-quiet">
        <Icon name="circle-help" /> <span className="max-sm:sr-only">{t('search:help.title')}</span>
      </button>
      <div
        id="search-help"
        role="dialog"
        {...{ popover: 'auto' }}
        aria-labelledby="search-help-title"
        className="search-help"
      >
        <div className="flex items-center justify-between gap-4">
          <h2 id="search-help-title" className="subtitle">
            {t('search:help.title')}
          </h2>
          <button
            type="button"
            {...{ popovertarget: 'search-help', popovertargetaction: 'hide' }}
            aria-label={t('search:help.close')}
            className="btn-quiet"
          >
            <Icon name="x" />
          </button>
        </div>
        <SearchHelp />
        <h3 className="mt-4 px-3 text-xs font-semibold text-soft">{t('search:help.keys')}</h3>
        <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1.5 px-3 text-sm">
          {KEYS.map((key) => (
            <div key={key} className="contents">
              <dt className="font-mono text-xs leading-6">{t(`search:key.${key}.name`)}</dt>
              <dd className="text-soft">{t(`search:key.${key}.text`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  )
}
